import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSojourn } from '../engine/create-sojourn.ts'
import { generateKey } from '../engine/key-ring.ts'
import type { Sojourn } from '../engine/sojourn.ts'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import { timeIsUp } from './bridges.test-apps.ts'
import { send } from './bridges.test-client.ts'
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

  it.each(['live', 'dead'])('stands, with a %s session', async (state) => {
    const token = await sojournTokenOf(sojourn)
    if (state === 'dead') await sojourn.endUser('eve')
    const app = await start(sojourn)
    const path = `/me?late=${framework}-${state}`
    const answer = send(app.port, { path, headers: { cookie: `sojourn-${app.port}=${token}` } })
    await asked
    timeIsUp.get(path)?.()
    expect(await answer).toMatchObject({ status: 503, text: 'late', cookies: [] })
    gate.dispatchEvent(new Event('release'))
    for (let turns = 0; turns < 20; turns++) await turn()
    expect(unhandled).toEqual([])
    timeIsUp.clear()
    await app.close()
  })
})
