import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createIdentity } from '@sojourn/identity'
import { createSqliteAccounts } from '@sojourn/identity/sqlite'
import { createSojourn, generateKey } from 'sojourn'
import { createMemoryStore } from 'sojourn/memory'
import { expect, it } from 'vitest'
import { makeTempFolder } from '../start/server-process.test-support.ts'
import type { SojournConfig } from './define-config.ts'
import { resolveSettings } from './resolve-settings.ts'

/** The least and the most that each setting takes: what the settings allow must not fail once files are open. */
const edges: readonly SojournConfig[] = [
  { passwordMinLength: 8, argon2Memory: 7168, argon2Passes: 5 },
  { passwordMinLength: 64, argon2Memory: 47_104, argon2Passes: 1 },
  { argon2Memory: 12_288, argon2Passes: 3 },
  { argon2Memory: 9216, argon2Passes: 20 },
  { passwordsRunning: 1, passwordsWaiting: 0, passwordsPerNetwork: 1 },
  { passwordsRunning: 64, passwordsWaiting: 10_000, passwordsPerNetwork: 10_000 },
  { guesses: 1, guessesFree: 0, guessPause: '1s', guessPauseLongest: '1s' },
  { guesses: 100, guessesFree: 20, guessPause: '24h', guessPauseLongest: '24h' },
  { guessesPerNetwork: 1, mailsPerNetwork: 1, mailsPerAddress: 1, guessWindow: '1m' },
  { guessesPerNetwork: 1e6, mailsPerNetwork: 1e6, mailsPerAddress: 1000, guessWindow: '24h' },
  { verifyCode: '5m', resetCode: '1m', activityKept: '1d' },
  { verifyCode: '7d', resetCode: '24h', activityKept: '400d' },
  { siteName: 'x' },
  { siteName: 'ü'.repeat(80) },
]

it.each(edges)('identity takes %o', async (config) => {
  const folder = makeTempFolder()
  const settings = await resolveSettings(config, { folder })
  const keys = generateKey()
  const store = createMemoryStore()
  const sojourn = await createSojourn({ store, keys, nearCache: false, housekeeping: false })
  const database = createSqliteAccounts(join(folder, 'accounts.db'))
  const identity = await createIdentity({
    sojourn,
    database,
    keys,
    mailer: null,
    publicUrl: 'http://localhost:3000',
    password: settings.password,
    guesses: settings.guesses,
    codes: settings.codes,
    activityKept: settings.activityKeptMs,
    ...(settings.siteName !== null && { siteName: settings.siteName }),
  })
  expect(await identity.list()).toEqual([])
  await identity.close()
  await database.close()
  await sojourn.close()
  rmSync(folder, { recursive: true })
})
