import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { SojournError } from 'sojourn'
import { isBusy, toStoreError } from './sqlite-error.ts'

export interface NodeSqliteDialectOptions {
  readonly database: DatabaseSync
  /** Named in errors. */
  readonly path: string
  /** How long a call waits for another process's lock, in milliseconds. The event loop goes on meanwhile. */
  readonly busyTimeoutMs: number
}

/** Statements that are kept prepared; more would only come from queries that are built anew each time. */
const mostStatements = 200

/** Kysely on `node:sqlite`. A transaction takes the write lock when it begins, so that it never fails half-way. */
export function createNodeSqliteDialect(options: NodeSqliteDialectOptions): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(options),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** Kysely sees to it that one caller at a time has the connection, for the whole of a transaction. */
function createDriver({ database, path, busyTimeoutMs }: NodeSqliteDialectOptions): Driver {
  const statements = new Map<string, StatementSync>()

  function prepare(text: string): StatementSync {
    const kept = statements.get(text)
    if (kept) return kept
    const prepared = database.prepare(text)
    if (statements.size >= mostStatements) statements.clear()
    statements.set(text, prepared)
    return prepared
  }

  function execute<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    const statement = prepare(sql)
    const values = parameters as SQLInputValue[] // every query here gives texts, numbers and null
    if (statement.columns().length > 0) return { rows: statement.all(...values) as Row[] } // as kysely typed it
    const { changes } = statement.run(...values)
    return { rows: [], numAffectedRows: BigInt(changes) }
  }

  async function patiently<Result>(attempt: () => Result): Promise<Result> {
    const deadline = performance.now() + busyTimeoutMs
    for (let tries = 1; ; tries++) {
      try {
        return attempt()
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw toStoreError(error, path)
        const delayMs = 1 + Math.random() * Math.min(4 * tries, 24)
        await new Promise((resolve) => setTimeout(resolve, delayMs))
      }
    }
  }

  const connection: DatabaseConnection = {
    executeQuery: (query) => patiently(() => execute(query)),
    streamQuery: () => {
      throw new SojournError('usage/invalid', 'accounts are not read as a stream')
    },
  }
  const run = async (text: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(text))
  }
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: () => run('BEGIN IMMEDIATE'),
    commitTransaction: () => run('COMMIT'),
    async rollbackTransaction() {
      if (database.isTransaction) await run('ROLLBACK') // SQLite rolls back by itself when it runs out of space
    },
    releaseConnection: async () => {},
    async destroy() {
      statements.clear()
      database.close()
    },
  }
}
