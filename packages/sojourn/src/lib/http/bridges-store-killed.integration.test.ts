import { startRedis } from '@sojourn/testing/servers'
import { createClient } from 'redis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSojourn } from '../engine/create-sojourn.ts'
import { generateKey } from '../engine/key-ring.ts'
import type { Sojourn } from '../engine/sojourn.ts'
import { createRedisStore } from '../store-redis/redis-store.ts'
import { createBrowser, fromPage, send } from './bridges.test-client.ts'
import type { RunningApp } from './bridges.test-running.ts'
import { expectProblem, frameworks } from './bridges.test-world.ts'

/** The default of the near-cache. */
const leaseMs = 1000

const caches = [
  { cache: 'without a near-cache', nearCache: false },
  { cache: 'with a near-cache', nearCache: { onlyProcess: true } },
] as const

describe.each(frameworks)('when Redis is killed, over HTTP in %s', (_framework, start) => {
  describe.each(caches)('$cache', ({ nearCache }) => {
    let sojourn: Sojourn
    let app: RunningApp
    let kill: () => Promise<void>
    let dispose: () => Promise<void>
    beforeEach(async () => {
      const server = await startRedis()
      const client = await createClient({ url: server.url })
        .on('error', () => undefined)
        .connect()
      const store = createRedisStore(client, { commandTimeoutMs: 150 })
      sojourn = await createSojourn({ store, keys: generateKey(), nearCache })
      app = await start(sojourn)
      kill = server.kill
      dispose = async () => {
        await app.close()
        await sojourn.close()
        client.destroy()
        await server.stop()
      }
    })
    afterEach(() => dispose())

    it('answers 503 and never lets anybody in: what is cached within the lease, all else at once', async () => {
      const browser = createBrowser(app.port)
      await browser.send({ method: 'POST', path: '/login', body: {} })
      const { cookie } = browser
      const token = cookie.split('=')[1] ?? ''
      const headers = { ...fromPage, cookie }
      const me = () => send(app.port, { path: '/me', headers })
      expect((await me()).status).toBe(200)
      expect(sojourn.peek(token) !== undefined).toBe(nearCache !== false)

      await kill()
      const killedAt = performance.now()
      const write = (path: string) => send(app.port, { method: 'POST', path, headers, body: { user: 'bob' } })
      expectUnavailable(await write('/step-up'))
      let [began, answer] = [performance.now(), await me()]
      while (answer.status === 200) {
        expect(nearCache).not.toBe(false)
        expect(began).toBeLessThan(killedAt + leaseMs)
        ;[began, answer] = [performance.now(), await me()]
      }
      const asked = await Promise.all([
        me(),
        send(app.port, { path: '/', headers }),
        send(app.port, { path: '/me', headers: { authorization: `Bearer ${token}` } }),
        ...['/login', '/logout', '/step-up', '/end-others'].map(write),
      ])
      for (const each of [answer, ...asked]) expectUnavailable(each)
      expect(sojourn.peek(token)).toBeUndefined()
      // Whoever presents nothing is nobody, as ever: the store is not asked.
      expectProblem(await send(app.port, { path: '/me' }), 401, 'session/none')
      expect((await send(app.port, { path: '/' })).json).toMatchObject({ status: 'none', userId: null })
    })
  })
})

/** 503 with a time to come back at; the cookie stays as it is. */
function expectUnavailable(answer: Awaited<ReturnType<typeof send>>): void {
  expectProblem(answer, 503, 'store/unavailable')
  expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/)
  expect(answer.cookies).toEqual([])
}
