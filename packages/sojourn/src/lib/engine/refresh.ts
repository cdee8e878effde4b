import type { Core } from './core.ts'
import { tokenGrant } from './issue-tokens.ts'
import { contextOf } from './refresh-context.ts'
import type { RequestContext } from './session.ts'
import type { RefreshResult, Sojourn } from './sojourn.ts'
import { parseToken } from './token.ts'
import { tombstoneOf } from './tombstone.ts'
import { decideRefresh } from './transitions/refresh.ts'

/** Makes `refresh`. */
export function createRefresh(core: Core): Pick<Sojourn, 'refresh'> {
  const { events, policy, ring, settle, store, now } = core

  async function endOthersOf(userId: string, expiresAt: number): Promise<void> {
    const ended = await store.endUser(userId, { tombstone: tombstoneOf('theft', now(), expiresAt) })
    for (const id of ended) events.emit('session/ended', { id, userId, reason: 'theft' })
    events.emit('user/ended', { userId, count: ended.length, reason: 'theft' })
  }

  return {
    async refresh(token, { reread, context = {} } = {}): Promise<RefreshResult> {
      const parsed = parseToken(ring, token)
      if (parsed.status === 'refused') return refused(null, parsed.code, context)
      const { id, kind, serial, secret } = parsed.content
      if (kind !== 'refresh') return refused(id, 'credential/wrong-kind', context)
      const presented = {
        serial,
        secret,
        reread: typeof reread === 'boolean' ? reread : undefined,
        by: contextOf(context),
      }
      let userId: string | null = null
      const { outcome, record } = await settle(
        id,
        (before, decideContext) => {
          userId = before.userId
          return decideRefresh(before, presented, decideContext)
        },
        context,
      )
      if (outcome.status === 'answered' && record) {
        return { status: 'refreshed', grant: tokenGrant(core, record, outcome) }
      }
      const code = outcome.status === 'refused' ? outcome.code : 'session/revoked'
      if (code === 'refresh/reused' && policy.theftEnds === 'user' && userId !== null) {
        await endOthersOf(userId, now() + policy.lifetimes.native.absoluteTimeoutMs)
      }
      return refused(id, code, context)
    },
  }

  type RefusedResult = Extract<RefreshResult, { status: 'refused' }>

  function refused(
    id: Parameters<typeof settle>[0] | null,
    code: RefusedResult['code'],
    context: RequestContext,
  ): RefusedResult {
    events.emit('credential/refused', { id, code }, context)
    return { status: 'refused', code }
  }
}
