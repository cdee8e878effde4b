import { describe, expect, it } from 'vitest'
import { quiet } from './client.test-time.ts'
import {
  accessLifeMs,
  createWorld,
  gate,
  home,
  type TestFetch,
  type World,
  windowMs,
} from './client.test-world.ts'
import type { Vault } from './vault.ts'

const orders = `${home}/orders`

/** The seams of one context, which stops before or after its `n`th effect: for good, or until it is let go. */
function stoppingAt(world: World, n: number) {
  const { passed, open } = gate()
  let count = 0
  const point = async (): Promise<void> => {
    count += 1
    if (count === n) await passed
  }
  async function step<Result>(effect: () => Promise<Result>): Promise<Result> {
    await point()
    const result = await effect()
    await point()
    return result
  }
  const vault: Vault = {
    read: () => step(() => world.vault.read()),
    replace: (expected, next) => step(() => world.vault.replace(expected, next)),
  }
  const fetch: TestFetch = (url, init) => step(() => world.fetch(url, init))
  return { vault, fetch, goOn: open, stopped: () => count >= n }
}

/** Signed in, and later the access token has expired: the next client has to refresh. */
async function dueWorld(): Promise<World> {
  const world = await createWorld()
  const { client } = await world.signedIn()
  client.close()
  await world.time.pass(accessLifeMs)
  return world
}

/** A new client on the same vault works, now and after further rotations. */
async function expectStillSignedIn(world: World, label: string): Promise<void> {
  for (let round = 0; round < 3; round++) {
    const { client } = world.start()
    const answering = client.fetch(orders)
    await world.time.pass(windowMs)
    expect([label, (await answering).status, client.state.status]).toEqual([label, 200, 'signed-in'])
    client.close()
    await world.time.pass(accessLifeMs)
  }
  expect([label, world.thefts()]).toEqual([label, 0])
}

/** How long the other contexts leave the server alone: inside the window, after it, after the next expiry. */
const pauses = [0, windowMs + 1000, accessLifeMs + windowMs]
/** Each point, with the other context inside the window of what the suspended one was answered, or after it. */
const suspensions = Array.from({ length: 8 }, (_, at) => at + 1).flatMap((n) =>
  [0, windowMs + 1000].map((beforeMs) => [n, beforeMs] as const),
)
/** More than there are: read, refresh, replace and the call, each with a point before and one after. */
const mostPoints = 20

describe('a client that is killed at any moment of a refresh', () => {
  for (const pauseMs of pauses) {
    it(`is signed in when it starts again ${pauseMs / 1000} s later, and reported as no thief`, async () => {
      let points = 0
      for (let n = 1; n < mostPoints; n++) {
        const world = await dueWorld()
        const seams = stoppingAt(world, n)
        const { client } = world.start(seams)
        void client.fetch(orders).catch(() => {})
        await quiet()
        if (!seams.stopped()) break
        points += 1
        await world.time.pass(pauseMs)
        await expectStillSignedIn(world, `killed at point ${n}`)
      }
      expect(points).toBe(8)
    })
  }

  it('has used nothing that was not stored, also for calls made while the vault was writing', async () => {
    const world = await createWorld()
    const { client: first } = await world.signedIn()
    first.close()
    const before = await world.vault.read()
    const never = gate().passed
    const vault: Vault = { read: world.vault.read, replace: () => never.then(() => false) }
    const { client } = world.start({ vault })
    void client.refresh()
    await quiet()
    void client.refresh()
    await quiet()
    expect((await client.fetch(orders)).status).toBe(200)
    expect(world.requests.at(-1)?.bearer).toBe(`Bearer ${before?.accessToken}`)
    client.close()
    await world.time.pass(accessLifeMs)
    await expectStillSignedIn(world, 'killed while the vault was writing')
  })

  it('is signed in when it was killed twice in a row, at any two moments', async () => {
    for (let first = 1; first <= 8; first++) {
      for (let second = 1; second <= 8; second++) {
        const world = await dueWorld()
        for (const n of [first, second]) {
          void world
            .start(stoppingAt(world, n))
            .client.fetch(orders)
            .catch(() => {})
          await world.time.pass(windowMs)
        }
        await expectStillSignedIn(world, `killed at points ${first} and ${second}`)
      }
    }
  })
})

describe('two contexts that share one vault', () => {
  for (const pauseMs of pauses) {
    it(`stay signed in when one is suspended at any moment, and goes on ${pauseMs / 1000} s after the other`, async () => {
      for (const [n, beforeMs] of suspensions) {
        const world = await dueWorld()
        const seams = stoppingAt(world, n)
        const suspended = world.start({ ...seams, timeoutMs: 3_600_000 })
        const answering = suspended.client
          .fetch(orders)
          .catch(({ code }: { code: string }) => ({ status: code }))
        await world.time.pass(beforeMs)
        const other = world.start()
        expect((await other.client.fetch(orders)).status).toBe(200)
        await world.time.pass(pauseMs)
        seams.goOn()
        await world.time.pass(1000)
        const { status } = await answering
        expect([200, 401]).toContain(status)
        expect([n, (await suspended.client.fetch(orders)).status]).toEqual([n, 200])
        expect([n, (await other.client.fetch(orders)).status]).toEqual([n, 200])
        for (const { client } of [suspended, other]) client.close()
        await expectStillSignedIn(world, `suspended at point ${n}`)
      }
    })
  }

  it('refresh at the same time with one token, and both go on', async () => {
    for (let n = 1; n <= 8; n++) {
      const world = await dueWorld()
      const seams = stoppingAt(world, n)
      const a = world.start(seams)
      const b = world.start()
      const calls = [a.client.fetch(orders), b.client.fetch(orders)]
      await quiet()
      seams.goOn()
      expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200])
      await world.time.pass(2 * 3_600_000)
      expect([a.client.state.status, b.client.state.status]).toEqual(['signed-in', 'signed-in'])
      for (const { client } of [a, b]) client.close()
      await world.time.pass(accessLifeMs)
      await expectStillSignedIn(world, `raced at point ${n}`)
    }
  })
})

describe('a stolen refresh token', () => {
  it('is reported once both have refreshed: the client reads again, says so, and is signed out once', async () => {
    const world = await createWorld()
    const { client, states } = await world.signedIn()
    const stolen = (await world.vault.read())?.refreshToken ?? ''
    const thief = await world.sojourn.refresh(stolen, { context: { userAgent: 'thief' } })
    if (thief.status !== 'refreshed') throw new Error(thief.code)
    await world.sojourn.check(thief.grant.accessToken)
    await world.time.pass(accessLifeMs)
    expect(states).toEqual([{ status: 'signed-out', code: 'refresh/reused' }])
    const said = world.requests
      .filter(({ path }) => path === '/auth/refresh')
      .map(({ body }) => JSON.parse(body ?? ''))
    expect(said.map(({ reread }) => reread)).toEqual([false, true])
    expect(world.thefts()).toBe(1)
    expect((await client.fetch(orders)).status).toBe(401)
  })

  it('makes the client wait and read again while the other holder has just refreshed', async () => {
    const world = await createWorld()
    const { client, states } = await world.signedIn()
    const entry = await world.vault.read()
    await world.sojourn.refresh(entry?.refreshToken ?? '', { context: { userAgent: 'other' } })
    const refreshing = client.refresh()
    await world.time.pass(windowMs - 1000)
    await refreshing
    expect(world.count('/auth/refresh')).toBe(12)
    expect(states).toEqual([])
    await world.time.pass(2 * accessLifeMs)
    expect(client.state.status).toBe('signed-in')
  })
})
