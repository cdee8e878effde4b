import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { type Row, sessionColumns } from './session-row.ts'

/** A statement, prepared once, whose parameters are given in order. */
export interface Statement {
  all(...parameters: SQLInputValue[]): Row[]
  get(...parameters: SQLInputValue[]): Row | undefined
  run(...parameters: SQLInputValue[]): ReturnType<StatementSync['run']>
}

const liveOfUser = 'user_id = ? AND ended_reason IS NULL'
const sql = {
  find: `SELECT ${sessionColumns} FROM sessions WHERE id = ?`,
  list: `SELECT ${sessionColumns} FROM sessions WHERE ${liveOfUser}`,
  count: `SELECT count(*) AS n FROM sessions WHERE ${liveOfUser}`,
  listCounted: `SELECT ${sessionColumns} FROM sessions WHERE ${liveOfUser} AND keep_until > ?`,
  epoch: 'SELECT epoch FROM users WHERE user_id = ?',
  raiseEpoch:
    'INSERT INTO users (user_id, epoch) VALUES (?, 1) ON CONFLICT (user_id) DO UPDATE SET epoch = epoch + 1',
  insert: `INSERT INTO sessions (id, user_id, version, last_seen_at, keep_until, bytes) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO NOTHING`,
  replace: `UPDATE sessions SET version = ?1, last_seen_at = max(last_seen_at, ?2),
              keep_until = max(keep_until, ?3), bytes = ?4
            WHERE id = ?5 AND version = ?1 - 1 AND ended_reason IS NULL`,
  end: `UPDATE sessions SET ended_reason = ?, ended_at = ?, keep_until = ?, bytes = NULL
        WHERE id = ? AND ended_reason IS NULL`,
  endUser: `UPDATE sessions SET ended_reason = ?, ended_at = ?, keep_until = ?, bytes = NULL
            WHERE ${liveOfUser} AND id IS NOT ? RETURNING id`,
  touch: `UPDATE sessions SET last_seen_at = max(last_seen_at, ?1), keep_until = max(keep_until, ?2)
          WHERE id = ?3 AND ended_reason IS NULL AND (last_seen_at < ?1 OR keep_until < ?2)`,
  sweep: `DELETE FROM sessions WHERE rowid IN
            (SELECT rowid FROM sessions WHERE keep_until < ? ORDER BY keep_until LIMIT ?)`,
  announce: 'INSERT INTO changes (id, version, reason) VALUES (?, ?, ?)',
  trimChanges: 'DELETE FROM changes WHERE seq <= ?',
  lastChange: 'SELECT max(seq) AS seq FROM changes',
  changesAfter: 'SELECT seq, id, version, reason FROM changes WHERE seq > ? ORDER BY seq LIMIT 4096',
  dataVersion: 'PRAGMA data_version',
  newestWrite: `SELECT max(last_seen_at) AS at FROM
            (SELECT last_seen_at, ended_reason FROM sessions ORDER BY rowid DESC LIMIT 1000) WHERE ended_reason IS NULL`,
  freePages: 'PRAGMA freelist_count',
} as const

/** Every statement of the store. */
export type Statements = Readonly<Record<keyof typeof sql, Statement>>

export function prepareStatements(database: DatabaseSync): Statements {
  const entries = Object.entries(sql).map(([name, text]) => [name, database.prepare(text)])
  return Object.fromEntries(entries) as Statements // the keys are those of `sql`
}
