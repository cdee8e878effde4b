import { encodeRecord } from './codec.ts'
import type { Core } from './core.ts'
import { absoluteDeadline, expiryReason, keepUntilOf } from './expiry.ts'
import type { SessionGrant } from './grant.ts'
import { issueSessionToken, sessionGrant, tokenGrant } from './issue-tokens.ts'
import type { JsonObject } from './json.ts'
import { type Beginning, newRecord, requireData, requireObject } from './new-record.ts'
import type { SessionRecord } from './record.ts'
import { requireAuthentication, requireUserId } from './require-sign-in.ts'
import type { Secret } from './secret-algebra.ts'
import type { AnonymousSession, RequestContext } from './session.ts'
import type { SessionId } from './session-id.ts'
import { createSessionView } from './session-view.ts'
import type { AnonymousOptions, Sojourn } from './sojourn.ts'
import { SojournError } from './sojourn-error.ts'
import type { EndReason, StoredSession } from './store.ts'
import { tombstoneOf } from './tombstone.ts'
import { decide, unchanged } from './transitions/decide.ts'
import type { DataCheck } from './transitions/patch-data.ts'

/** How often a sign-in makes room for itself before it gives up. */
const mostAttempts = 1000

/** Makes `signIn` and `begin`. */
export function createSignIn(core: Core, check: DataCheck): Pick<Sojourn, 'signIn' | 'begin'> {
  const { store, policy, events, now } = core
  const lastOfUser = new Map<string, Promise<unknown>>()

  /** One sign-in of a user at a time: together they would make room for each other again and again. */
  function inTurn<Result>(userId: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (lastOfUser.get(userId) ?? Promise.resolve()).then(work)
    const settled = turn
      .catch(() => {})
      .then(() => {
        if (lastOfUser.get(userId) === settled) lastOfUser.delete(userId)
      })
    lastOfUser.set(userId, settled)
    return turn
  }

  async function insert(
    beginning: Beginning,
    epoch: number,
    replaced?: SessionId,
  ): Promise<{ record: SessionRecord; secret: Secret }> {
    const { userId } = beginning
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const made = newRecord(core, beginning)
      const guard = { epoch, atMost: policy.sessionsPerUser, now: now() }
      const result = await store.insert(encodeRecord(made.record, keepUntilOf(made.record, policy)), guard)
      if (result.status === 'inserted') return made
      if (result.status === 'stale-epoch') {
        if (userId !== null) events.emit('sign-in/overtaken', { userId }, beginning.client)
        throw new SojournError(
          'sign-in/overtaken',
          'all sessions were ended while this sign-in was under way; sign in again',
        )
      }
      if (result.status === 'full') await makeRoom(result.sessions, replaced, beginning.client)
    }
    throw new SojournError('store/busy', `no room for the session after ${mostAttempts} attempts; try again`)
  }

  /** Ends what is dead or corrupt, then what is being replaced, then the oldest, until one more fits. */
  async function makeRoom(
    sessions: readonly StoredSession[],
    replaced: SessionId | undefined,
    context: RequestContext,
  ): Promise<void> {
    const inLine = sessions
      .map((stored) => ({ stored, ...placeInLine(stored, replaced) }))
      .sort((a, b) => a.rank - b.rank || a.since - b.since)
    for (const { stored, reason } of inLine.slice(0, sessions.length - policy.sessionsPerUser + 1)) {
      const { id, userId, keepUntil } = stored
      await end({ id, userId }, reason, keepUntil, context)
      if (userId !== null && reason === 'limit') {
        events.emit('user/limit-reached', { userId, limit: policy.sessionsPerUser }, context)
      }
    }
  }

  function placeInLine(stored: StoredSession, replaced: SessionId | undefined): PlaceInLine {
    try {
      const record = core.recordOf(stored)
      const { createdAt: since } = record
      const expired = expiryReason(record, policy, now())
      if (expired) return { rank: 0, reason: expired, since }
      if (stored.id === replaced) return { rank: 1, reason: 'sign-in', since }
      return { rank: 2, reason: 'limit', since }
    } catch (error) {
      const corrupt = error instanceof SojournError && error.code === 'record/corrupt'
      if (corrupt) return { rank: 0, reason: 'limit', since: 0 } // nobody has any use of it
      // A newer process keeps it alive: it waits its turn, by the only time of it that shows here.
      return { rank: 2, reason: 'limit', since: stored.lastSeenAt }
    }
  }

  async function end(
    { id, userId }: Pick<SessionRecord, 'id' | 'userId'>,
    reason: EndReason,
    until: number,
    context: RequestContext,
  ): Promise<void> {
    if (await store.end(id, tombstoneOf(reason, now(), until)))
      events.emit('session/ended', { id, userId, reason }, context)
  }

  /** The record that a new one replaces, and what it ends with: its expiry when that has come. */
  async function findReplaced(id: SessionId | undefined): Promise<Replaced | null> {
    const found = id === undefined ? null : await store.find(id)
    if (found?.kind !== 'live') return null
    const record = core.recordOf(found)
    const context = { policy, algebra: core.algebra, now: now(), doubtedNow: core.doubtedNow() }
    const { next } = decide(record, () => unchanged(null), context)
    return { record, reason: next !== 'unchanged' && 'reason' in next ? next.reason : 'sign-in' }
  }

  return {
    async signIn(userId, options) {
      requireUserId(userId)
      requireAuthentication(options)
      const epoch = options.epoch ?? (await store.listUser(userId)).epoch
      const replaced = await findReplaced(options.replaces)
      const own = requireObject(options.data ?? {})
      const data = requireData({ ...carried(replaced, options.carry), ...own }, check, policy.maxDataBytes)
      const { methods, level = 1, roles = [], client = {} } = options
      const auth = { methods: [...methods], level, roles: [...roles] }
      const { record, secret } = await inTurn(userId, () =>
        insert({ userId, auth, client, data }, epoch, replaced?.record.id),
      )
      if (replaced) await endReplaced(replaced, record, client)
      const { id } = record
      events.emit('session/created', { id, userId, methods, deviceId: record.client.deviceId }, client)
      return record.chain
        ? tokenGrant(core, record, { serial: 1, secret })
        : sessionGrant(core, record, secret)
    },
    async begin({ data, client = {} }: AnonymousOptions): Promise<SessionGrant<AnonymousSession>> {
      const checked = requireData(data, check, policy.maxDataBytes)
      const beginning = {
        userId: null,
        auth: null,
        client: { ...client, kind: 'web' as const },
        data: checked,
      }
      const { record, secret } = await insert(beginning, 0)
      const view = createSessionView(record, policy)
      if (view.status !== 'anonymous') throw new TypeError('an anonymous record belongs to nobody')
      events.emit(
        'session/created',
        { id: record.id, userId: null, methods: [], deviceId: record.client.deviceId },
        client,
      )
      return { kind: 'session', session: view, sessionToken: issueSessionToken(core, record, secret) }
    },
  }

  /** When the old session cannot be ended, the new one must not stay behind unseen. */
  async function endReplaced(
    replaced: Replaced,
    record: SessionRecord,
    context: RequestContext,
  ): Promise<void> {
    try {
      await end(replaced.record, replaced.reason, absoluteDeadline(replaced.record, policy), context)
    } catch (error) {
      await end(record, 'sign-in', record.expiresAt, context).catch(() => {})
      throw error
    }
  }
}

interface Replaced {
  readonly record: SessionRecord
  readonly reason: EndReason
}

interface PlaceInLine {
  readonly rank: number
  readonly reason: EndReason
  readonly since: number
}

/** The named fields of what is replaced; nothing of a session that has expired. */
function carried(replaced: Replaced | null, fields: readonly string[] = []): JsonObject {
  const data = replaced?.reason === 'sign-in' ? replaced.record.data : {}
  return Object.fromEntries(Object.entries(data).filter(([field]) => fields.includes(field)))
}
