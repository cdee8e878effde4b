import { assembleIdentity } from './assemble-identity.ts'
import type { Identity } from './identity.ts'
import type { IdentityOptions } from './identity-options.ts'
import { readSettings } from './identity-settings.ts'

/**
 * Makes accounts by e-mail on a database, next to a Sojourn.
 *
 * @throws `config/…`
 * @example
 * const database = createSqliteAccounts('accounts.db')
 * const identity = await createIdentity({ sojourn, database, keys, mailer: null, publicUrl: 'http://localhost:3000' })
 */
export async function createIdentity(options: IdentityOptions): Promise<Identity> {
  return assembleIdentity(readSettings(options))
}
