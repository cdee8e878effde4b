export type { Account } from './lib/accounts/account.ts'
export type { AccountExport } from './lib/accounts/account-export.ts'
export type { Activity, ActivityKind } from './lib/accounts/activity.ts'
export { createIdentity } from './lib/accounts/create-identity.ts'
export type { Errand, From } from './lib/accounts/from.ts'
export type {
  Authenticated,
  Identity,
  NewAccount,
  PasswordChange,
  RegisterResult,
  Registration,
  VerifyResult,
} from './lib/accounts/identity.ts'
export { identityDefaults } from './lib/accounts/identity-defaults.ts'
export type {
  IdentityEvent,
  IdentityEventDetails,
  IdentityEventType,
} from './lib/accounts/identity-event.ts'
export type {
  CodeOptions,
  GuessOptions,
  IdentityOptions,
  PasswordOptions,
} from './lib/accounts/identity-options.ts'
export type { Refused } from './lib/accounts/refused.ts'
export type { AccountDatabase } from './lib/database/account-database.ts'
export type {
  AccountRow,
  AccountTables,
  ActivityRow,
  CodeRow,
  DeviceRow,
  GuessRow,
  RegistrationRow,
} from './lib/database/account-tables.ts'
export type { Mail, Mailer } from './lib/mail/mailer.ts'
export { fewestPasses } from './lib/passwords/fewest-passes.ts'
