import type { ContextWatch } from './context-watch.ts'
import type { EventHub } from './events.ts'
import type { KeyRing } from './key-ring.ts'
import type { Policy } from './policy.ts'
import type { RandomBytes } from './random-bytes.ts'
import type { SessionRecord } from './record.ts'
import type { SecretAlgebra } from './secret-algebra.ts'
import type { Settle } from './settle.ts'
import type { SessionStore, StoredSession } from './store.ts'

/** The parts that the engine's operations share. */
export interface Core {
  readonly store: SessionStore
  readonly ring: KeyRing
  readonly algebra: SecretAlgebra
  readonly policy: Policy
  readonly events: EventHub
  readonly contexts: ContextWatch
  readonly settle: Settle
  readonly randomBytes: RandomBytes
  /** Reads a stored session, seen as lately as this process knows, written or not yet. */
  recordOf(stored: StoredSession): SessionRecord
  /** Milliseconds since the epoch; never goes backwards. */
  now(): number
  /** What the wall clock says after a jump ahead that is doubted; null when nothing is. */
  doubtedNow(): number | null
}
