import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describeSessionStore, type StoreFixture } from '@sojourn/testing'
import { createSqliteStore } from './sqlite-store.ts'

/** A store in a folder of its own; it is broken by another connection that keeps the lock. */
function createFixture(): StoreFixture {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-sqlite-'))
  const path = join(folder, 'sessions.db')
  const open = () => createSqliteStore(path, { busyTimeout: '40ms' })
  const store = open()
  const stores = [store]
  let intruder: DatabaseSync | undefined
  return {
    store,
    async openAnother() {
      const another = open()
      stores.push(another)
      return another
    },
    async breakStore() {
      intruder = new DatabaseSync(path)
      intruder.exec('BEGIN IMMEDIATE')
    },
    async repair() {
      intruder?.close()
    },
    async dispose() {
      await Promise.all(stores.map((each) => each.close()))
      rmSync(folder, { recursive: true })
    },
  }
}

describeSessionStore('sqlite', createFixture)
