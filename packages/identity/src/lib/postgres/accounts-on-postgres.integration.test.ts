import { afterAll, beforeAll, describe } from 'vitest'
import { keepAccountsIn } from '../accounts/start-identity.test-support.ts'
import { openPostgresAccounts } from './postgres-accounts.test-support.ts'
import { type PostgresServer, startPostgres } from './postgres-server.test-support.ts'

let server: PostgresServer | undefined
beforeAll(async () => {
  const started = await startPostgres()
  server = started
  keepAccountsIn((path) => openPostgresAccounts(started.host, path))
})
afterAll(() => server?.stop())

// The migrations and the queries run as they stand: the tests of accounts, once more, on a real server.
describe.each([
  ['authenticate', () => import('../accounts/authenticate.test.ts')],
  ['change-email', () => import('../accounts/change-email.test.ts')],
  ['change-password', () => import('../accounts/change-password.test.ts')],
  ['guess-limits', () => import('../accounts/guess-limits.test.ts')],
  ['known-devices', () => import('../accounts/known-devices.test.ts')],
  ['manage-accounts', () => import('../accounts/manage-accounts.test.ts')],
  ['password-hashes', () => import('../accounts/password-hashes.test.ts')],
  ['register', () => import('../accounts/register.test.ts')],
  ['reset-password', () => import('../accounts/reset-password.test.ts')],
  ['void-email-change', () => import('../accounts/void-email-change.test.ts')],
  ['verify', () => import('../accounts/verify.test.ts')],
])('on PostgreSQL, %s', async (_name, load) => {
  await load()
})
