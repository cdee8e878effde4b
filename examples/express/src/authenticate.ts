import type { Sojourn } from 'sojourn'
import { type Account, type Accounts, emailKey } from './accounts.ts'
import type { GuessLimit } from './guess-limit.ts'
import type { Passwords } from './passwords.ts'
import { ShopError } from './shop-error.ts'

export interface Authenticated {
  readonly account: Account
  /** To be given to `signIn`: a sign-out everywhere while the password was checked then wins. */
  readonly epoch: number
}

/** Who has this address and this password, or null. It takes as long, and says the same, for an unknown address. */
export type Authenticate = (email: string, password: string) => Promise<Authenticated | null>

export interface AuthenticateParts {
  readonly sojourn: Sojourn
  readonly accounts: Accounts
  readonly passwords: Passwords
  readonly guesses: GuessLimit
}

/** @throws ShopError 429 when the account has to rest, 503 when too many are signing in */
export function createAuthenticate({
  sojourn,
  accounts,
  passwords,
  guesses,
}: AuthenticateParts): Authenticate {
  return async (email, password) => {
    const guess = guesses.begin(emailKey(email))
    if (guess.waitMs > 0) throw tooManyGuesses(guess.waitMs)
    const account = accounts.find(email)
    const epoch = await sojourn.userEpoch(account?.id ?? 'nobody')
    const matches = await passwords.check(account?.passwordHash ?? null, password).catch((error: unknown) => {
      guess.unchecked()
      throw error
    })
    if (!account || !matches) return null
    guess.right()
    return { account, epoch }
  }
}

function tooManyGuesses(waitMs: number): ShopError {
  const seconds = Math.ceil(waitMs / 1000)
  const words = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
  return new ShopError(
    429,
    'shop/too-many-guesses',
    `Too many wrong passwords. Wait ${words}, then try again.`,
    seconds,
  )
}
