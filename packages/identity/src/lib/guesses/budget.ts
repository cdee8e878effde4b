import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** So many of something for each key within a window of time; kept in memory, and begun anew with the process. */
export interface Budget {
  /** Takes one: null, or when none is left the milliseconds until there is. */
  take(key: string): Promise<number | null>
  /** As `take`, but takes nothing. */
  look(key: string): Promise<number | null>
  /** Puts one back that turned out not to count. */
  putBack(key: string): Promise<void>
}

export interface BudgetOptions {
  readonly points: number
  readonly windowMs: number
}

export function createBudget({ points, windowMs }: BudgetOptions): Budget {
  const limiter = new RateLimiterMemory({ points, duration: windowMs / 1000 })
  return {
    async take(key) {
      try {
        await limiter.consume(key)
        return null
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext)
        throw refusal
      }
    },
    async look(key) {
      const left = await limiter.get(key)
      return left && left.consumedPoints >= points ? Math.max(1, left.msBeforeNext) : null
    },
    async putBack(key) {
      const left = await limiter.get(key)
      if (left && left.consumedPoints > 0) await limiter.reward(key)
    },
  }
}
