import { startSojourn } from '@sojourn/testing'
import { expect, it } from 'vitest'
import type { LogFields } from '../log/log.ts'
import { logSessions } from './log-events.ts'

const home = { network: '192.0.2.0/24', userAgent: 'app/1' }
const elsewhere = { network: '198.51.100.0/24', userAgent: 'curl/8' }

it('writes what happens to sessions with from where, and warns of what somebody should look at', async () => {
  const { sojourn } = await startSojourn()
  const lines: (readonly [level: string, fields: LogFields])[] = []
  const at = (level: string) => (fields: LogFields) => void lines.push([level, fields])
  logSessions(sojourn, { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') })
  const grant = await sojourn.signIn('ada', { methods: ['pwd'], client: home })
  if (grant.kind !== 'session') throw new TypeError('a web session has a session token')
  await sojourn.check(grant.sessionToken, elsewhere)
  const { id } = grant.session
  expect(lines).toMatchObject([
    ['info', { type: 'session/created', id, userId: 'ada', context: home }],
    ['warn', { type: 'auth/context-changed', id, userId: 'ada', context: elsewhere, beganFrom: home }],
  ])
  sojourn.report('store/failed', { operation: 'touch', code: 'store/unavailable' })
  expect(lines.at(-1)).toMatchObject(['error', { type: 'store/failed' }])
})
