import { deadlineOf } from './expiry.ts'
import type { Json, JsonObject } from './json.ts'
import type { Policy } from './policy.ts'
import type { SessionRecord } from './record.ts'
import type { AnonymousSession, Session, SessionData, SignedInSession } from './session.ts'

/** The view of a record that the application gets. Frozen throughout: requests share it. */
export function createSessionView(record: SessionRecord, policy: Policy): Session {
  const { auth, userId } = record
  const common = {
    id: record.id,
    client: Object.freeze(record.client),
    data: deepFreeze(record.data) as SessionData, // what the application itself wrote as SessionData
    createdAt: record.createdAt,
    lastSeenAt: record.lastSeenAt,
    expiresAt: deadlineOf(record, policy),
  }
  const view: Session =
    auth === null || userId === null
      ? ({ status: 'anonymous', userId: null, auth: null, roles: [], ...common } satisfies AnonymousSession)
      : ({
          status: 'signed-in',
          userId,
          auth: deepFreeze(auth),
          roles: auth.roles,
          ...common,
        } satisfies SignedInSession)
  return Object.freeze(view)
}

/** The view of a record that is known to belong to a user. */
export function createSignedInView(record: SessionRecord, policy: Policy): SignedInSession {
  const view = createSessionView(record, policy)
  if (view.status !== 'signed-in') throw new TypeError('the record belongs to nobody')
  return view
}

function deepFreeze<Value extends object | Json | JsonObject>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
