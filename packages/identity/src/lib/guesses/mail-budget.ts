import { type BudgetOptions, createBudget } from './budget.ts'

/** Mails of one kind to each address. Nobody uses up what another network has left, unless many networks conspire. */
export interface MailBudget {
  /** Takes one: null, or when none is left whose budget is spent. */
  take(network: string, addressDigest: string): Promise<SpentMails | null>
}

export interface SpentMails {
  /** Of the network alone, or of all networks together: the one that asks may have had no part in it. */
  readonly by: 'network' | 'all'
  /** The milliseconds until there are some. */
  readonly waitMs: number
}

/** How many networks use up what all of them together have. */
const networks = 4

export interface MailBudgetOptions extends BudgetOptions {
  /**
   * The window of all networks together, which have four times as much. For a code it is no longer than the code lives:
   * whoever asks in vain then has one that is good. Default: that of one network.
   */
  readonly togetherMs?: number
}

/** @param options of one network */
export function createMailBudget({ points, windowMs, togetherMs = windowMs }: MailBudgetOptions): MailBudget {
  const own = createBudget({ points, windowMs })
  const together = createBudget({ points: points * networks, windowMs: togetherMs })
  return {
    async take(network, addressDigest) {
      const ownKey = `${network} ${addressDigest}`
      const ownMs = await own.take(ownKey)
      if (ownMs !== null) return { by: 'network', waitMs: ownMs }
      const waitMs = await together.take(addressDigest)
      if (waitMs === null) return null
      await own.putBack(ownKey)
      return { by: 'all', waitMs }
    },
  }
}
