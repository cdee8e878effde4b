import { type BudgetOptions, createBudget } from './budget.ts'

/** Mails of one kind to each address. Nobody uses up what another network has left, unless many networks conspire. */
export interface MailBudget {
  /** Takes one: null, or when none is left the milliseconds until there is. */
  take(network: string, addressDigest: string): Promise<number | null>
}

/** How many networks use up what all of them together have. */
const networks = 4

/** @param options of one network; all together have four times as much */
export function createMailBudget({ points, windowMs }: BudgetOptions): MailBudget {
  const own = createBudget({ points, windowMs })
  const together = createBudget({ points: points * networks, windowMs })
  return {
    async take(network, addressDigest) {
      const ownKey = `${network} ${addressDigest}`
      const ownMs = await own.take(ownKey)
      if (ownMs !== null) return ownMs
      const waitMs = await together.take(addressDigest)
      if (waitMs !== null) await own.putBack(ownKey)
      return waitMs
    },
  }
}
