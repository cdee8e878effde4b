import type { Core } from './core.ts'
import { sessionGrant } from './issue-tokens.ts'
import { requireAuthentication } from './require-sign-in.ts'
import type { RequestContext } from './session.ts'
import type { SessionId } from './session-id.ts'
import { createSessionView } from './session-view.ts'
import type { ResumeResult, Sojourn } from './sojourn.ts'
import { parseToken } from './token.ts'
import { decideOnDormant } from './transitions/decide.ts'
import { decidePresentSession } from './transitions/present-session.ts'
import { decideResume } from './transitions/resume.ts'

type RefusedCode = Extract<ResumeResult, { status: 'refused' }>['code']

/** Makes `resume`. */
export function createResume(core: Core): Pick<Sojourn, 'resume'> {
  const { events, ring, settle, policy } = core

  return {
    async resume(token, prove, { context } = {}): Promise<ResumeResult> {
      const parsed = parseToken(ring, token)
      if (parsed.status === 'refused') return refused(null, parsed.code, context)
      const { id, kind, secret } = parsed.content
      if (kind !== 'session') return refused(id, 'credential/wrong-kind', context)
      const presented = await settle(
        id,
        (record, decideContext) => decidePresentSession(record, { secret }, decideContext),
        context,
        decideOnDormant,
      )
      if (presented.outcome.status === 'refused') return refused(id, presented.outcome.code, context)
      const session = presented.record && createSessionView(presented.record, policy)
      if (session?.status !== 'signed-in') return refused(id, 'session/none', context)

      const proof = await prove(session)
      if (proof === null) return { status: 'unproved' }
      const { methods, level = 1, roles = null } = proof
      requireAuthentication({ methods, level, roles })
      const auth = { methods: [...methods], level, roles: roles && [...roles] }
      const { outcome, record } = await settle(
        id,
        (before, decideContext) => decideResume(before, { secret, auth }, decideContext),
        context,
        decideOnDormant,
      )
      if (outcome.status === 'resumed' && record) {
        return { status: 'resumed', grant: sessionGrant(core, record, outcome.secret) }
      }
      return refused(id, outcome.status === 'refused' ? outcome.code : 'session/revoked', context)
    },
  }

  function refused(
    id: SessionId | null,
    code: RefusedCode,
    context: RequestContext | undefined,
  ): ResumeResult {
    events.emit('credential/refused', { id, code }, context)
    return { status: 'refused', code }
  }
}
