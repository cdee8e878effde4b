import type { SessionRecord } from '../record.ts'
import type { Secret } from '../secret-algebra.ts'
import { type DecideContext, type Decision, unchanged } from './decide.ts'
import type { PresentOutcome } from './present-access.ts'

/** A session token is accepted when its secret is the current one. It never changes the record. */
export function decidePresentSession(
  record: SessionRecord,
  presented: { readonly secret: Secret },
  { algebra }: DecideContext,
): Decision<PresentOutcome> {
  if (!record.secret) return unchanged({ status: 'refused', code: 'credential/wrong-kind' })
  const current = algebra.equal(algebra.digest(presented.secret), record.secret.hash)
  return unchanged(current ? { status: 'accepted' } : { status: 'refused', code: 'credential/rotated' })
}
