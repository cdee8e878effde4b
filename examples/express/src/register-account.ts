import type { RequestContext } from 'sojourn'
import { type Account, type Accounts, emailKey, isAddressTooLong } from './accounts.ts'
import type { FormErrors } from './pages/field.ts'
import { type Passwords, whyNotPassword } from './passwords.ts'

export type RegisterResult =
  | { readonly status: 'created'; readonly account: Account }
  | { readonly status: 'refused'; readonly errors: FormErrors }

export interface Application {
  readonly name: string
  readonly email: string
  readonly password: string
  readonly context: RequestContext
}

/** Creates an account, or says what is wrong with the application. */
export async function registerAccount(
  { accounts, passwords }: { accounts: Accounts; passwords: Passwords },
  application: Application,
): Promise<RegisterResult> {
  const name = application.name.trim()
  const email = application.email.trim()
  const fields = whatIsWrong({ ...application, name, email })
  if (Object.keys(fields).length > 0) return { status: 'refused', errors: { fields } }
  const passwordHash = await passwords.hash(application.password, { line: 'new', ...application.context })
  const account = accounts.create({ name, email, passwordHash })
  if (account) return { status: 'created', account }
  // Without mail to send there is no way to keep this to oneself: see the README.
  return { status: 'refused', errors: { fields: { email: 'This address has an account already.' } } }
}

function whatIsWrong({ name, email, password }: Application): Record<string, string> {
  const fields: Record<string, string> = {}
  if (name === '' || name.length > 100) fields.name = 'Enter your name, in up to 100 characters.'
  if (!isAddress(email)) fields.email = 'Enter an email address, like name@example.com.'
  const why = whyNotPassword(password, { email, name })
  if (why !== null) fields.password = why
  return fields
}

/** One @ with something on both sides and no white space: only a mail could tell more. */
function isAddress(email: string): boolean {
  if (isAddressTooLong(email)) return false
  const key = emailKey(email)
  return !isAddressTooLong(key) && /^[^\s@]+@[^\s@]+$/u.test(key)
}
