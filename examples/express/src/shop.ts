import type { Sojourn } from 'sojourn'
import type { Accounts } from './accounts.ts'
import type { Authenticate } from './authenticate.ts'
import type { Layout } from './pages/layout.ts'
import type { Passwords } from './passwords.ts'

/** The parts that the routes share. */
export interface Shop {
  readonly sojourn: Sojourn
  readonly accounts: Accounts
  readonly passwords: Passwords
  readonly authenticate: Authenticate
  readonly layout: Layout
}
