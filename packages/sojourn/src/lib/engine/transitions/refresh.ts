import type { RefreshChain, SessionRecord } from '../record.ts'
import type { Secret } from '../secret-algebra.ts'
import { type DecideContext, type DecidedEvent, type Decision, unchanged } from './decide.ts'
import { candidateSecret, rankOf, rotateChain, successorSecret } from './refresh-chain.ts'

/** A refresh token as it was presented. */
export interface PresentedRefresh {
  readonly serial: number
  readonly secret: Secret
  /** What the client says of its vault; undefined for a plain OAuth client. */
  readonly reread: boolean | undefined
  /** The client's context: see `contextOf`. */
  readonly by: string
}

export type RefreshOutcome =
  | { readonly status: 'answered'; readonly serial: number; readonly secret: Secret }
  | {
      readonly status: 'refused'
      readonly code:
        | 'refresh/stale'
        | 'refresh/superseded'
        | 'refresh/reused'
        | 'credential/unknown-key'
        | 'credential/wrong-kind'
    }

/**
 * Confirmed rotation: the table of DESIGN.md. The first candidate used is confirmed; a rotation's answer can be had
 * again while its window is open; what was replaced is stale. (RFC 9700 §4.14.2)
 */
export function decideRefresh(
  record: SessionRecord,
  presented: PresentedRefresh,
  context: DecideContext,
): Decision<RefreshOutcome> {
  const { chain } = record
  if (!chain) return unchanged({ status: 'refused', code: 'credential/wrong-kind' })
  const { algebra, now, policy } = context
  const open = now < chain.rotatedAt + policy.rotationWindowMs
  const sameContext = chain.rotatedBy === presented.by
  switch (rankOf(chain, presented.serial, algebra.digest(presented.secret), algebra)) {
    case 'candidate':
      if (chain.confirmed !== null && chain.confirmed !== presented.serial) break
      return open ? repeatConfirmed(record, chain, presented, now) : rotate(record, chain, presented, context)
    case 'parent':
      if (chain.confirmed === null && !open) return answerLost(record, chain, presented, context)
      if (chain.confirmed === null && !sameContext) return refuse(record, presented, 'refresh/superseded')
      if (chain.confirmed !== null && !(open && sameContext && chain.head === chain.confirmed)) break
      return repeatHead(record, chain, presented, context)
    case 'lost-rotation':
      return adopt(record, presented, now, {
        ...rotateChain(chain, chain.confirmed ?? chain.head, presented.secret, {
          by: presented.by,
          now,
          algebra,
        }),
        confirmed: presented.serial,
      })
    case 'lost-candidate':
      if (chain.confirmed !== null) break
      return adopt(record, presented, now, {
        ...chain,
        head: presented.serial,
        confirmed: presented.serial,
        rotatedAt: now,
        rotatedBy: presented.by,
      })
  }
  return refuseStale(record, presented, open)
}

/** A candidate inside its window: it is confirmed, and the same again. */
function repeatConfirmed(
  record: SessionRecord,
  chain: RefreshChain,
  presented: PresentedRefresh,
  now: number,
): Decision<RefreshOutcome> {
  const outcome = { status: 'answered', serial: presented.serial, secret: presented.secret } as const
  if (chain.confirmed !== null)
    return unchanged(outcome, [told('refresh/repeated', record, presented.serial)])
  const next = { ...record, lastSeenAt: now, chain: { ...chain, confirmed: presented.serial } }
  return { next, outcome, events: [told('refresh/confirmed', record, presented.serial)] }
}

/** A candidate after its window: it becomes the parent of a new one. */
function rotate(
  record: SessionRecord,
  chain: RefreshChain,
  presented: PresentedRefresh,
  { algebra, now }: DecideContext,
): Decision<RefreshOutcome> {
  const secret = successorSecret(chain, presented.secret, algebra)
  if (secret === null) return unchanged({ status: 'refused', code: 'credential/unknown-key' })
  const rotated = rotateChain(chain, presented.serial, secret, { by: presented.by, now, algebra })
  return {
    next: { ...record, lastSeenAt: now, chain: rotated },
    outcome: { status: 'answered', serial: rotated.head, secret },
    events: [told('refresh/rotated', record, rotated.head)],
  }
}

/** The parent after the window, and nobody has used a candidate: the answer was lost. A further candidate. */
function answerLost(
  record: SessionRecord,
  chain: RefreshChain,
  presented: PresentedRefresh,
  { algebra, now }: DecideContext,
): Decision<RefreshOutcome> {
  const secret = candidateSecret(chain, presented.secret, algebra)
  if (secret === null) return unchanged({ status: 'refused', code: 'credential/unknown-key' })
  const further = { ...chain, head: chain.head + 1, rotatedAt: now, rotatedBy: presented.by }
  return {
    next: { ...record, lastSeenAt: now, chain: further },
    outcome: { status: 'answered', serial: further.head, secret },
    events: [told('refresh/rotated', record, further.head)],
  }
}

/** The parent inside the window, from the context that rotated: the same answer again. */
function repeatHead(
  record: SessionRecord,
  chain: RefreshChain,
  presented: PresentedRefresh,
  { algebra }: DecideContext,
): Decision<RefreshOutcome> {
  const secret = candidateSecret(chain, presented.secret, algebra)
  if (secret === null) return unchanged({ status: 'refused', code: 'credential/unknown-key' })
  return unchanged({ status: 'answered', serial: chain.head, secret }, [
    told('refresh/repeated', record, chain.head),
  ])
}

/** The store lost its last write, of which the client holds the answer. */
function adopt(
  record: SessionRecord,
  presented: PresentedRefresh,
  now: number,
  chain: RefreshChain,
): Decision<RefreshOutcome> {
  return {
    next: { ...record, lastSeenAt: now, chain },
    outcome: { status: 'answered', serial: presented.serial, secret: presented.secret },
    events: [told('refresh/adopted', record, presented.serial)],
  }
}

/** What was replaced and comes again: what follows depends on what the client says of its vault. */
function refuseStale(
  record: SessionRecord,
  presented: PresentedRefresh,
  open: boolean,
): Decision<RefreshOutcome> {
  if (presented.reread === false) return refuse(record, presented, 'refresh/stale')
  if (presented.reread === undefined && open) return refuse(record, presented, 'refresh/superseded')
  return {
    next: { kind: 'ended', reason: 'theft' },
    outcome: { status: 'refused', code: 'refresh/reused' },
    events: [told('refresh/theft', record, presented.serial)],
  }
}

function refuse(
  record: SessionRecord,
  presented: PresentedRefresh,
  code: 'refresh/stale' | 'refresh/superseded',
): Decision<RefreshOutcome> {
  return unchanged({ status: 'refused', code }, [told(code, record, presented.serial)])
}

type RefreshEventType = Extract<DecidedEvent['type'], `refresh/${string}`>

function told(type: RefreshEventType, { id, userId }: SessionRecord, serial: number): DecidedEvent {
  return { type, details: { id, userId, serial } }
}
