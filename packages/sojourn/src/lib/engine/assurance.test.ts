import { startSojourn } from '@sojourn/testing'
import { array, assert, asyncProperty, constantFrom, oneof, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SessionId } from './session-id.ts'

const level = constantFrom(1 as const, 2 as const, 3 as const)
const operation = oneof(
  record({ kind: constantFrom('step-up' as const), level }),
  record({ kind: constantFrom('refresh' as const, 'patch' as const, 'rename' as const, 'wait' as const) }),
)

/** What each authentication so far proved, by the time that the record gives it. */
type Proved = Map<number, { readonly methods: string[]; readonly level: number }>

describe('the assurance level of a session', () => {
  it('never exceeds that of an authentication that took place, whichever of its credentials is presented', async () => {
    await assert(
      asyncProperty(
        constantFrom('web' as const, 'native' as const, 'token' as const),
        level,
        array(operation, { maxLength: 12 }),
        async (kind, first, operations) => {
          const { sojourn, clock } = await startSojourn()
          const grant = await sojourn.signIn('ada', { methods: ['first'], level: first, client: { kind } })
          const { id } = grant.session
          const proved: Proved = new Map([[grant.session.auth.at, { methods: ['first'], level: first }]])
          const presented = [grant.kind === 'session' ? grant.sessionToken : grant.accessToken] as string[]
          let refreshToken = grant.kind === 'tokens' ? grant.refreshToken : null
          for (const [step, next] of operations.entries()) {
            if (next.kind === 'step-up') {
              const methods = [`step ${step}`]
              const stepped = await sojourn.stepUp(id, { methods, level: next.level })
              if (stepped === null) throw new Error('the session has ended')
              proved.set(stepped.session.auth.at, { methods, level: next.level })
              presented.push(stepped.kind === 'session' ? stepped.sessionToken : stepped.accessToken)
            } else if (next.kind === 'refresh' && refreshToken !== null) {
              clock.advance(31_000)
              const refreshed = await sojourn.refresh(refreshToken)
              if (refreshed.status !== 'refreshed') throw new Error(refreshed.code)
              refreshToken = refreshed.grant.refreshToken
              presented.push(refreshed.grant.accessToken)
            } else if (next.kind === 'patch') await sojourn.patch(id, { level: 3, auth: { level: 3 } })
            else if (next.kind === 'rename') await sojourn.rename(id, 'level 3')
            else clock.advance(1000)
            await expectProved(id, proved)
          }

          async function expectProved(of: SessionId, events: Proved): Promise<void> {
            const seen = await Promise.all(presented.map((token) => sojourn.verify(token)))
            const listed = await sojourn.list('ada')
            const auths = [...seen, ...listed].flatMap((session) => session?.auth ?? [])
            expect(listed.map((session) => session.id)).toEqual([of])
            for (const { at, methods, level: claimed } of auths) {
              expect({ methods, level: claimed }).toEqual(events.get(at))
            }
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})
