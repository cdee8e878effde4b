import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import type { AccountDatabase } from '../database/account-database.ts'
import { migrations } from '../database/migrations.ts'

/**
 * The accounts on a PostgreSQL server, in a schema of their own for each `name`: every migration as it stands, and
 * kysely's dialect as it stands. What an adapter adds, errors in words and erasure from the files, is not here.
 */
export async function openPostgresAccounts(host: string, name: string): Promise<AccountDatabase> {
  const schema = `s${createHash('sha256').update(name).digest('hex').slice(0, 16)}`
  const options = `-c search_path=${schema}`
  const pool = new Pool({ host, user: 'postgres', database: 'postgres', options, max: 8 })
  const { rowCount } = await pool.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema])
  if (rowCount === 0) {
    await pool.query(`CREATE SCHEMA ${schema}`)
    for (const step of migrations) await pool.query(step)
  }
  const query: AccountDatabase['query'] = new Kysely({ dialect: new PostgresDialect({ pool }) })
  return { query, scrub: async () => {}, close: () => query.destroy() }
}
