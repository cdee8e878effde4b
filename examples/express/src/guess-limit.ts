/**
 * Slows down guessing at one account: four wrong passwords are free, then each makes the next wait longer. Kept in
 * memory, for the accounts tried last. Accounts that do not exist are counted too, so that it tells nothing.
 */
export interface GuessLimit {
  /** Counts a guess before it is checked, so that parallel guesses all count. */
  begin(account: string): Guess
}

export interface Guess {
  /** How long the account has to rest; 0 when this guess may be checked. */
  readonly waitMs: number
  /** The guess was right: the account starts afresh. */
  right(): void
  /** The guess could not be checked: it does not count. */
  unchecked(): void
}

export interface GuessLimitOptions {
  readonly now?: () => number
  readonly mostAccounts?: number
}

const free = 4
const firstWaitMs = 30_000
const longestWaitMs = 3_600_000

interface Tries {
  readonly wrong: number
  readonly restUntil: number
}

export function createGuessLimit({
  now = Date.now,
  mostAccounts = 10_000,
}: GuessLimitOptions = {}): GuessLimit {
  const tries = new Map<string, Tries>()

  function keep(account: string, next: Tries | undefined): void {
    tries.delete(account)
    if (next) tries.set(account, next)
    const [oldest] = tries.keys()
    if (tries.size > mostAccounts && oldest !== undefined) tries.delete(oldest)
  }

  return {
    begin(account) {
      const before = tries.get(account)
      const waitMs = Math.max(0, (before?.restUntil ?? 0) - now())
      if (waitMs > 0) return { waitMs, right() {}, unchecked() {} }
      const wrong = (before?.wrong ?? 0) + 1
      const restMs = wrong <= free ? 0 : Math.min(firstWaitMs * 2 ** (wrong - free - 1), longestWaitMs)
      keep(account, { wrong, restUntil: now() + restMs })
      return { waitMs: 0, right: () => keep(account, undefined), unchecked: () => keep(account, before) }
    },
  }
}
