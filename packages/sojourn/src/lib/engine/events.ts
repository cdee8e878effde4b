import type { ErrorCode } from '@sojourn/protocol'
import { cleanText } from './clean-text.ts'
import { createListenerWarning } from './listener-warning.ts'
import type { RequestContext } from './session.ts'
import type { SessionId } from './session-id.ts'
import type { EndReason } from './store.ts'

interface SessionEvent {
  readonly id: SessionId
  readonly userId: string | null
}

/** What happens, by type: the details beside the time and the context. */
export interface EventDetails {
  'session/created': SessionEvent & { readonly methods: readonly string[]; readonly deviceId: string | null }
  'session/ended': SessionEvent & { readonly reason: EndReason }
  'session/changed': SessionEvent & { readonly version: number }
  'session/renamed': SessionEvent
  /** It was idle for too long, and waits to be resumed. */
  'session/idle': SessionEvent
  'session/resumed': SessionEvent & { readonly methods: readonly string[]; readonly level: number }
  'auth/stepped-up': SessionEvent & { readonly methods: readonly string[]; readonly level: number }
  /**
   * A credential came from another context than before. A hint for who looks for thieves: it ends nothing, because people
   * move between networks and programs are updated.
   *
   * Of refresh tokens: another network or user agent than the refresh or sign-in before. Of session tokens: another user
   * agent than the session began with; a change of the network alone is not told, or each walk with a phone would be.
   * It shows where the store is read, not for what the near-cache answers. Told once a change, not once a request: a
   * process remembers what it told of the newest 10,000 sessions. Not told where one side of the comparison is not known.
   */
  'auth/context-changed': SessionEvent & { readonly beganFrom: RequestContext }
  'user/ended': { readonly userId: string; readonly count: number; readonly reason: EndReason }
  'user/limit-reached': { readonly userId: string; readonly limit: number }
  'sign-in/overtaken': { readonly userId: string }
  'refresh/rotated': SessionEvent & { readonly serial: number }
  'refresh/repeated': SessionEvent & { readonly serial: number }
  'refresh/confirmed': SessionEvent & { readonly serial: number }
  'refresh/superseded': SessionEvent & { readonly serial: number }
  'refresh/stale': SessionEvent & { readonly serial: number }
  'refresh/theft': SessionEvent & { readonly serial: number }
  'refresh/adopted': SessionEvent & { readonly serial: number }
  'credential/refused': { readonly id: SessionId | null; readonly code: ErrorCode }
  'cookie/undeliverable': { readonly cause: string; readonly fix: string }
  'store/failed': { readonly operation: string; readonly code: ErrorCode }
  'cache/gap': { readonly cause: string }
}

export type EventType = keyof EventDetails

/**
 * One event: what, when (UTC, ISO 8601), who and from where. Holds no secret, so it can be logged as it is.
 *
 * `context` is where the request came from that caused the event, also when it only found what was due: an expired
 * session, for instance, ends when it is presented. Null when no request caused it, or when nothing is known of it.
 */
export type SojournEvent<Type extends EventType = EventType> = {
  [Key in Type]: {
    readonly type: Key
    readonly at: string
    readonly context: RequestContext | null
  } & EventDetails[Key]
}[Type]

/**
 * Hears events, synchronously, in the middle of what causes them: keep it short. What it throws, or its promise rejects
 * with, is a warning of the process (`SOJOURN_LISTENER_FAILED`, once a minute for each listener at most), and changes
 * nothing for whoever caused the event or hears it too.
 */
export type EventListener<Type extends EventType | '*'> = (
  event: Type extends EventType ? SojournEvent<Type> : SojournEvent,
) => void

/** Tells events to listeners. A listener that fails is warned of, and disturbs nothing here. */
export interface EventHub {
  on<Type extends EventType | '*'>(type: Type, listener: EventListener<Type>): () => void
  emit<Type extends EventType>(type: Type, details: EventDetails[Type], context?: RequestContext | null): void
}

export function createEventHub(now: () => number): EventHub {
  type AnyListener = (event: SojournEvent) => unknown // a promise, when it is an async function
  const listeners = new Map<string, Set<AnyListener>>()
  const warn = createListenerWarning(now)
  return {
    on(type, listener) {
      const set = listeners.get(type) ?? new Set()
      listeners.set(type, set)
      const entry = listener as AnyListener // its type says which events reach it
      set.add(entry)
      return () => void set.delete(entry)
    },
    emit(type, details, context = null) {
      const hearing = [...(listeners.get(type) ?? []), ...(listeners.get('*') ?? [])]
      if (hearing.length === 0) return
      const event = {
        type,
        at: new Date(now()).toISOString(),
        context: context && cleanContext(context),
        ...details,
      } as unknown as SojournEvent // built from its parts
      for (const listener of hearing) {
        const failed = (error: unknown): void => warn(listener, type, error)
        try {
          const heard = listener(event)
          if (heard instanceof Promise) heard.catch(failed)
        } catch (error) {
          failed(error)
        }
      }
    },
  }
}

/** Its texts come from a request, and may have come past nobody who looked at them. Null when it says nothing. */
function cleanContext(context: RequestContext): RequestContext | null {
  const network = cleanText(context.network, 64)
  const userAgent = cleanText(context.userAgent, 255)
  return network === null && userAgent === null ? null : { network, userAgent }
}
