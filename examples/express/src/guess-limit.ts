/**
 * Slows down guessing at one account: four wrong passwords are free, then each makes the next wait longer. Kept in
 * memory, for the accounts tried last. Accounts that do not exist are counted too, so that it tells nothing.
 */
export interface GuessLimit {
  /** How long the account has to rest; 0 when a guess may be checked. */
  waitMs(account: string): number
  /**
   * Counts a guess as wrong. Called right before it is checked, so that parallel guesses all count, and only then, so
   * that each entry here has cost whoever made it the check of a password.
   */
  count(account: string): void
  /** The guess was right: the account starts afresh. */
  forget(account: string): void
}

export interface GuessLimitOptions {
  readonly now?: () => number
  /** How many accounts that have to rest are remembered, and as many that do not yet. */
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
  // Apart, so that no number of accounts with few guesses pushes out one that has to rest.
  const few = new Map<string, Tries>()
  const many = new Map<string, Tries>()

  function forget(account: string): void {
    few.delete(account)
    many.delete(account)
  }

  return {
    waitMs: (account) => Math.max(0, (many.get(account)?.restUntil ?? 0) - now()),
    count(account) {
      const wrong = ((many.get(account) ?? few.get(account))?.wrong ?? 0) + 1
      const restMs = wrong <= free ? 0 : Math.min(firstWaitMs * 2 ** (wrong - free - 1), longestWaitMs)
      forget(account)
      const kept = restMs === 0 ? few : many
      kept.set(account, { wrong, restUntil: now() + restMs })
      const [oldest] = kept.keys()
      if (kept.size > mostAccounts && oldest !== undefined) kept.delete(oldest)
    },
    forget,
  }
}
