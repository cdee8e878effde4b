import { cleanText } from './clean-text.ts'
import type { Core } from './core.ts'
import { expiryReason } from './expiry.ts'
import { issueAccessToken, sessionGrant } from './issue-tokens.ts'
import { requireObject, tooLarge } from './new-record.ts'
import { isUserId, requireAuthentication } from './require-sign-in.ts'
import type { SessionData } from './session.ts'
import { isSessionId } from './session-id.ts'
import { createSessionView, createSignedInView } from './session-view.ts'
import type { Sojourn } from './sojourn.ts'
import { SojournError } from './sojourn-error.ts'
import { parseToken } from './token.ts'
import { tombstoneOf } from './tombstone.ts'
import { type DataCheck, decidePatch } from './transitions/patch-data.ts'
import { decidePresentSession } from './transitions/present-session.ts'
import { decideRename } from './transitions/rename.ts'
import { decideStepUp } from './transitions/step-up.ts'

type Manage = Pick<
  Sojourn,
  'stepUp' | 'patch' | 'rename' | 'end' | 'endPresented' | 'endUser' | 'list' | 'userEpoch'
>

/** Makes the operations on sessions that have begun. */
export function createManage(core: Core, check: DataCheck): Manage {
  const { store, settle, events, policy, now } = core
  const end: Sojourn['end'] = async (id, { userId, reason = 'sign-out', context } = {}) => {
    const found = isSessionId(id) ? await store.find(id) : null
    if (found?.kind !== 'live' || (userId !== undefined && found.userId !== userId)) return false
    const ended = await store.end(id, tombstoneOf(reason, now(), found.keepUntil))
    if (ended) events.emit('session/ended', { id, userId: found.userId, reason }, context)
    return ended
  }
  return {
    async stepUp(id, { methods, level = 1, roles = null, context }) {
      requireAuthentication({ methods, level, roles })
      const auth = { methods: [...methods], level, roles: roles && [...roles] }
      const { outcome, record } = await settle(
        id,
        (before, decideContext) => decideStepUp(before, auth, decideContext),
        context,
      )
      if (outcome.status !== 'stepped-up' || !record) return null
      if (outcome.secret !== null) return sessionGrant(core, record, outcome.secret)
      const session = createSignedInView(record, policy)
      return {
        kind: 'access',
        session,
        ...issueAccessToken(core, record, record.chain?.confirmed ?? record.chain?.base ?? 0),
      }
    },
    async patch(id, patch, { context } = {}) {
      const checked = requireObject(patch)
      const { outcome } = await settle(
        id,
        (record, decideContext) => decidePatch(record, checked, check, decideContext),
        context,
      )
      if (outcome.status === 'too-large') throw tooLarge(outcome.bytes, policy.maxDataBytes)
      if (outcome.status === 'invalid') throw new SojournError('data/invalid', outcome.detail)
      return outcome.status === 'patched' ? (outcome.data as SessionData) : null // it passed the application's check
    },
    async rename(id, name, { userId, context } = {}) {
      const rename = { name: cleanText(name, 100), of: userId }
      const { outcome } = await settle(
        id,
        (record, decideContext) => decideRename(record, rename, decideContext),
        context,
      )
      return outcome.status === 'renamed'
    },
    end,
    async endPresented(token, { reason = 'sign-out', context } = {}) {
      const parsed = parseToken(core.ring, token)
      if (parsed.status === 'refused' || parsed.content.kind === 'refresh') return false
      const { id, kind, secret } = parsed.content
      const how = context === undefined ? { reason } : { reason, context }
      if (kind === 'access') return end(id, how)
      const found = await store.find(id)
      if (found?.kind !== 'live') return false
      const decideContext = { policy, algebra: core.algebra, now: now() }
      const { outcome } = decidePresentSession(core.recordOf(found), { secret }, decideContext)
      return outcome.status === 'accepted' && end(id, how)
    },
    async endUser(userId, { except, reason = 'revoked-all', context } = {}) {
      if (!isUserId(userId)) return 0
      const longest = Math.max(
        ...Object.values(policy.lifetimes).map(({ absoluteTimeoutMs }) => absoluteTimeoutMs),
      )
      const tombstone = tombstoneOf(reason, now(), now() + longest)
      const ended = await store.endUser(userId, except === undefined ? { tombstone } : { tombstone, except })
      for (const id of ended) events.emit('session/ended', { id, userId, reason }, context)
      events.emit('user/ended', { userId, count: ended.length, reason }, context)
      return ended.length
    },
    async list(userId) {
      if (!isUserId(userId)) return []
      const { sessions } = await store.listUser(userId)
      const at = now()
      return sessions
        .map(core.recordOf)
        .filter((record) => expiryReason(record, policy, at) === null)
        .map((record) => createSessionView(record, policy))
        .filter((session) => session.status === 'signed-in')
        .sort((a, b) => b.lastSeenAt - a.lastSeenAt)
    },
    async userEpoch(userId) {
      return isUserId(userId) ? (await store.listUser(userId)).epoch : 0
    },
  }
}
