import { createHash } from 'node:crypto'
import type { RequestContext, Sojourn } from 'sojourn'
import { type Account, type Accounts, emailKey, isAddressTooLong } from './accounts.ts'
import type { GuessLimit } from './guess-limit.ts'
import type { Passwords } from './passwords.ts'
import { ShopError } from './shop-error.ts'

export interface Authenticated {
  readonly account: Account
  /** To be given to `signIn`: a sign-out everywhere while the password was checked then wins. */
  readonly epoch: number
}

/** Who has this address and this password, or null. It takes as long, and says the same, for an unknown address. */
export type Authenticate = (
  email: string,
  password: string,
  context: RequestContext,
) => Promise<Authenticated | null>

export interface AuthenticateParts {
  readonly sojourn: Pick<Sojourn, 'userEpoch'>
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
  return async (email, password, { network = null }) => {
    if (isAddressTooLong(email)) return null
    const key = guessKey(email)
    const requireRested = (): void => {
      const waitMs = guesses.waitMs(key)
      if (waitMs > 0) throw tooManyGuesses(waitMs)
    }
    requireRested()
    const id = accounts.find(email)?.id ?? 'nobody'
    const epoch = await sojourn.userEpoch(id)
    // Only now: a password that was changed before the epoch was read is not to be had from here.
    const account = accounts.findById(id)
    const onBegin = (): void => {
      requireRested()
      guesses.count(key)
    }
    const matches = await passwords.check(account?.passwordHash ?? null, password, { network, onBegin })
    if (!account || !matches) return null
    guesses.forget(key)
    return { account, epoch }
  }
}

/** As short for every address, and tells none: what strangers typed stays in memory for long. */
function guessKey(email: string): string {
  return createHash('sha256').update(emailKey(email)).digest('base64url')
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
