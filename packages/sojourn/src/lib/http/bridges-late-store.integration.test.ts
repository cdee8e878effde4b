import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSojourn } from '../engine/create-sojourn.ts'
import { generateKey } from '../engine/key-ring.ts'
import type { Sojourn } from '../engine/sojourn.ts'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import { send } from './bridges.test-client.ts'
import { reached } from './bridges.test-routes.ts'
import { type RunningApp, underWay } from './bridges.test-running.ts'
import { frameworks, sojournTokenOf } from './bridges.test-world.ts'

describe.each(frameworks)('an answer given while the store is asked, over HTTP in %s', (framework, start) => {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  let sojourn: Sojourn
  let gate: EventTarget
  let asked: Promise<unknown>
  beforeEach(async () => {
    unhandled.length = 0
    process.on('unhandledRejection', note)
    gate = new EventTarget()
    asked = once(gate, 'asked')
    const store = createMemoryStore()
    const find = store.find.bind(store)
    store.find = async (id) => {
      const released = once(gate, 'release')
      gate.dispatchEvent(new Event('asked'))
      await released
      return find(id)
    }
    sojourn = await createSojourn({ store, keys: generateKey(), nearCache: false })
  })
  afterEach(async () => {
    process.off('unhandledRejection', note)
    await sojourn.close()
  })

  /** Sends a request and answers it in the handlers' place, the store having been asked that many times. */
  async function answerMeanwhile(
    app: RunningApp,
    token: string,
    method: string,
    asks: number,
  ): Promise<string> {
    const mark = `${framework} ${method} ${asks}`
    const path = `/reached?mark=${encodeURIComponent(mark)}`
    const headers = { authorization: `Bearer ${token}` }
    const answer = send(app.port, { method, path, headers, ...(method === 'POST' && { body: {} }) })
    await asked
    for (let ask = 1; ask < asks; ask++) {
      asked = once(gate, 'asked')
      gate.dispatchEvent(new Event('release'))
      await asked
    }
    const late = underWay.get(path)
    late?.writeHead(503, { connection: 'close' }).write('la')
    gate.dispatchEvent(new Event('release'))
    for (let turns = 0; turns < 20; turns++) await turn()
    late?.end('te')
    expect(await answer).toMatchObject({ status: 503, text: 'late', cookies: [] })
    return mark
  }

  it.each(['live', 'dead'])('stands, and no handler runs, with a %s session', async (state) => {
    const token = await sojournTokenOf(sojourn)
    if (state === 'dead') await sojourn.endUser('eve')
    const app = await start(sojourn)
    const mark = await answerMeanwhile(app, token, 'GET', 1)
    expect({ reached: reached.has(mark), unhandled }).toEqual({ reached: false, unhandled: [] })
    await app.close()
  })

  it('is the handler\u2019s when nobody else gives one', async () => {
    const token = await sojournTokenOf(sojourn)
    const app = await start(sojourn)
    const [path, headers] = [`/reached?mark=${framework}`, { authorization: `Bearer ${token}` }]
    const answer = send(app.port, { path, headers })
    await asked
    gate.dispatchEvent(new Event('release'))
    expect(await answer).toMatchObject({ status: 200 })
    expect(reached).toContain(framework)
    await app.close()
  })

  if (framework === 'fastify') {
    it('stands, and no handler runs, when the session is looked at again after the body', async () => {
      const token = await sojournTokenOf(sojourn)
      const app = await start(sojourn)
      const mark = await answerMeanwhile(app, token, 'POST', 2)
      expect({ reached: reached.has(mark), unhandled }).toEqual({ reached: false, unhandled: [] })
      await app.close()
    })
  }
})
