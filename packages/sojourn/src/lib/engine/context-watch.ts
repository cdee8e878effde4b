import { cleanText } from './clean-text.ts'
import type { EventHub } from './events.ts'
import type { RefreshChain, SessionRecord } from './record.ts'
import { contextOf } from './refresh-context.ts'
import type { RequestContext } from './session.ts'
import type { SessionId } from './session-id.ts'

/** Tells when a session's credential comes from another context than before. Ends nothing. */
export interface ContextWatch {
  /** A session token was accepted after a read of the store. */
  presented(record: SessionRecord, context: RequestContext | undefined): void
  /** A refresh was answered, before which the chain was `before`. */
  refreshed(record: SessionRecord, before: RefreshChain | null, context: RequestContext): void
}

/** What was told of a session since the rotation of that serial, or since it began. */
interface Told {
  readonly serial: number
  readonly contexts: readonly string[]
}

/** The most sessions of which is remembered what was told, and the most contexts of one of them. */
const mostSessions = 10_000
const mostContexts = 8

const unknown = contextOf({})

export function createContextWatch(events: EventHub): ContextWatch {
  const toldOf = new Map<SessionId, Told>()

  function tell(
    { id, userId, client }: SessionRecord,
    context: RequestContext,
    by: string,
    serial: number,
  ): void {
    const told = toldOf.get(id)
    const contexts = told?.serial === serial ? told.contexts : []
    if (contexts.includes(by) || contexts.length >= mostContexts) return
    const [oldest] = toldOf.keys()
    if (told === undefined && toldOf.size >= mostSessions && oldest !== undefined) toldOf.delete(oldest)
    toldOf.set(id, { serial, contexts: [...contexts, by] })
    const { network, userAgent } = client
    events.emit('auth/context-changed', { id, userId, beganFrom: { network, userAgent } }, context)
  }

  return {
    presented(record, context) {
      const { userAgent: before } = record.client
      if (before === null || context?.userAgent === undefined || context.userAgent === before) return
      const userAgent = cleanText(context.userAgent, 255)
      if (userAgent !== before) tell(record, context, contextOf({ userAgent }), 0)
    },
    refreshed(record, before, context) {
      const by = contextOf(context)
      if (before === null || before.rotatedBy === by) return
      // A confirmation does not write its context down, so the rotation after it would tell the same again.
      if (by !== unknown && before.rotatedBy !== unknown) tell(record, context, by, before.head)
    },
  }
}
