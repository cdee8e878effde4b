import type { Core } from './core.ts'
import { tokenGrant } from './issue-tokens.ts'
import { contextOf } from './refresh-context.ts'
import type { RequestContext } from './session.ts'
import type { RefreshResult, Sojourn } from './sojourn.ts'
import { parseToken } from './token.ts'
import { decideRefresh } from './transitions/refresh.ts'

/** Makes `refresh`. */
export function createRefresh(core: Core): Pick<Sojourn, 'refresh'> {
  const { contexts, events, ring, settle } = core

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
      const { outcome, record } = await settle(
        id,
        (before, decideContext) => {
          const decision = decideRefresh(before, presented, decideContext)
          return { ...decision, outcome: { ...decision.outcome, before: before.chain } }
        },
        context,
      )
      if (outcome.status === 'answered' && record) {
        contexts.refreshed(record, outcome.before, context)
        return { status: 'refreshed', grant: tokenGrant(core, record, outcome) }
      }
      const code = outcome.status === 'refused' ? outcome.code : 'session/revoked'
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
