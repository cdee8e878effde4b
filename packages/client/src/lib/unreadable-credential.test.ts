import { describe, expect, it } from 'vitest'
import { quiet } from './client.test-time.ts'
import { accessLifeMs, createWorld, home, problem, type World } from './client.test-world.ts'

const orders = `${home}/orders`
const minuteMs = 60_000
const details = { user: { name: 'Ada' } }

/** A server that can't read what it gave, for lack of a key, but signs people in. */
async function keylessWorld(code: string) {
  const world = await createWorld()
  const started = await world.signedIn()
  world.interfere = ({ path }) => (path === '/auth/login' ? undefined : problem(401, code))
  return { world, ...started }
}

async function expectWorking(world: World, fetch: (url: string) => Promise<Response>): Promise<void> {
  world.interfere = () => undefined
  expect((await fetch(orders)).status).toBe(200)
  await world.time.pass(2 * accessLifeMs)
  expect((await fetch(orders)).status).toBe(200)
  expect(world.thefts()).toBe(0)
}

for (const code of ['credential/unknown-key', 'credential/malformed', 'credential/wrong-kind']) {
  describe(`credentials that a server answers with ${code}`, () => {
    it('are kept, and the state says so as soon as they are refused', async () => {
      const { world, client, states } = await keylessWorld(code)
      const before = await world.vault.read()
      await expect(client.fetch(orders)).rejects.toMatchObject({ code: 'client/offline' })
      expect(states).toEqual([{ status: 'offline', details, code }])
      expect(await world.vault.read()).toBe(before)
    })

    it('are replaced by a sign-in at any time', async () => {
      const { world, client, states } = await keylessWorld(code)
      await world.time.pass(2 * accessLifeMs)
      await client.signIn({ email: 'ada@example.com' })
      expect(states.at(-1)).toEqual({ status: 'signed-in', details })
      await expectWorking(world, client.fetch)
      expect(states.map(({ status }) => status)).toEqual(['offline', 'signed-in'])
    })

    it('are forgotten by a sign-out at any time', async () => {
      const { world, client } = await keylessWorld(code)
      await world.time.pass(2 * accessLifeMs)
      expect(await client.signOut()).toBe(false)
      expect(client.state).toEqual({ status: 'signed-out', code: null })
      expect(await world.vault.read()).toBeNull()
    })

    it('work again by themselves when the key is back, and are tried once a minute at most until then', async () => {
      const { world, client } = await keylessWorld(code)
      await world.time.pass(60 * minuteMs)
      const tries = world.count('/auth/refresh')
      expect(tries).toBeGreaterThan(50)
      expect(tries).toBeLessThan(130)
      world.interfere = () => undefined
      await world.time.pass(minuteMs)
      expect(client.state).toEqual({ status: 'signed-in', details })
      await expectWorking(world, client.fetch)
    })
  })
}

describe('signing in', () => {
  it('replaces an entry that was damaged in the vault', async () => {
    const world = await createWorld()
    const first = await world.signedIn()
    first.client.close()
    const entry = await world.vault.read()
    await world.vault.replace(entry, entry && { ...entry, refreshToken: 'sjr_damaged', accessLifeMs: 0 })
    const { client } = world.start()
    await quiet()
    expect(client.state).toEqual({ status: 'offline', details, code: 'credential/malformed' })
    await client.signIn({})
    await expectWorking(world, client.fetch)
  })

  it('replaces an entry of a newer format, which is left alone until then', async () => {
    const world = await createWorld()
    const first = await world.signedIn()
    first.client.close()
    const entry = await world.vault.read()
    await world.vault.replace(entry, { ...entry, version: 2 } as unknown as typeof entry) // as a later version writes
    const { client } = world.start()
    await quiet()
    await client.signIn({})
    await expectWorking(world, client.fetch)
  })

  it('leaves no session behind when the vault does not take its tokens', async () => {
    const world = await createWorld()
    const full = { ...world.vault, replace: () => Promise.reject(new Error('the disk is full')) }
    const { client } = world.start({ vault: full })
    await expect(client.signIn({})).rejects.toThrow('the disk is full')
    await quiet()
    expect(await world.sojourn.list('ada')).toEqual([])
    expect(client.state).toEqual({ status: 'signed-out', code: null })
  })
})
