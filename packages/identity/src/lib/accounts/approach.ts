import { throttled } from './check-password.ts'
import { cleanFrom } from './clean-from.ts'
import { type Budgets, type Core, networkKey } from './core.ts'
import type { Errand } from './from.ts'
import type { Identity } from './identity.ts'

const budgetOf = {
  authenticate: 'guesses',
  register: 'registrations',
  requestReset: 'mails',
} as const satisfies Record<Errand, keyof Budgets>

/** Makes `approach`. */
export function createApproach({ budgets, marks }: Core): Identity['approach'] {
  return async (errand, from) => {
    const knownBy = await marks.ownerOf(marks.digestsOf(from.device))
    // A known device signs in apart from its network; it registers and asks for mail like any other.
    if (errand === null || (errand === 'authenticate' && knownBy !== null))
      return { status: 'welcome', knownBy }
    const waitMs = await budgets[budgetOf[errand]].look(networkKey(cleanFrom(from)))
    return waitMs === null ? { status: 'welcome', knownBy } : throttled(waitMs)
  }
}
