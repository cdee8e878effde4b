import { describe, expect, it } from 'vitest'
import { quiet } from './client.test-time.ts'
import { accessLifeMs, createWorld, gate, hang, home } from './client.test-world.ts'
import { createMemoryVault } from './memory-vault.ts'

const orders = `${home}/orders`

describe('signing out', () => {
  it('wins over a refresh in flight: a late answer does not sign in again', async () => {
    for (const late of ['request', 'answer'] as const) {
      const world = await createWorld()
      const { client, states } = await world.signedIn()
      const { passed, open } = gate()
      world.interfere = async ({ path }, serve) => {
        if (path !== '/auth/refresh') return serve()
        if (late === 'request') await passed
        const answer = await serve()
        await passed
        return late === 'answer' ? answer : Response.json({ ...(await grant(world)) })
      }
      const refreshing = client.refresh()
      await quiet()
      expect(await client.signOut()).toBe(true)
      open()
      await refreshing
      await world.time.pass(2 * accessLifeMs)
      expect(states).toEqual([{ status: 'signed-out', code: null }])
      expect(await world.vault.read()).toBeNull()
      expect(await world.sojourn.list('ada')).toHaveLength(late === 'answer' ? 0 : 1)
      expect(world.thefts()).toBe(0)
    }
  })

  it('wins over a refresh whose answer is being written', async () => {
    const world = await createWorld()
    const { passed, open } = gate()
    const memory = createMemoryVault()
    let slow = false
    const vault = {
      read: memory.read,
      replace: async (...change: Parameters<typeof memory.replace>) => {
        if (slow && change[1] !== null) await passed
        return memory.replace(...change)
      },
    }
    const { client, states } = await world.signedIn({ vault })
    slow = true
    const refreshing = client.refresh()
    await quiet()
    await client.signOut()
    open()
    await refreshing
    expect(await memory.read()).toBeNull()
    expect(states).toEqual([{ status: 'signed-out', code: null }])
  })

  it('wins over a sign-in in flight, which leaves no session on the server', async () => {
    for (const slowVault of [false, true]) {
      const world = await createWorld()
      const { passed, open } = gate()
      const memory = createMemoryVault()
      const vault = {
        read: memory.read,
        replace: async (...change: Parameters<typeof memory.replace>) => {
          if (slowVault && change[1] !== null) await passed
          return memory.replace(...change)
        },
      }
      world.interfere = async ({ path }, serve) => {
        const answer = await serve()
        if (path === '/auth/login' && !slowVault) await passed
        return answer
      }
      const { client } = world.start({ vault })
      const signingIn = expect(client.signIn({})).rejects.toMatchObject({ code: 'sign-in/overtaken' })
      await quiet()
      await client.signOut()
      open()
      await signingIn
      await quiet()
      expect(client.state).toEqual({ status: 'signed-out', code: null })
      expect(await memory.read()).toBeNull()
      expect(await world.sojourn.list('ada')).toEqual([])
    }
  })

  it('asks the server nothing more when the vault was still being read', async () => {
    const world = await createWorld()
    const first = await world.signedIn()
    first.client.close()
    await world.time.pass(accessLifeMs)
    const { passed, open } = gate()
    let reads = 0
    const vault = {
      replace: world.vault.replace,
      read: async () => {
        const entry = await world.vault.read()
        reads += 1
        if (reads === 1) await passed
        return entry
      },
    }
    const { client } = world.start({ vault })
    expect(await client.signOut()).toBe(true)
    open()
    await quiet()
    expect(world.count('/auth/refresh')).toBe(0)
    expect(client.state).toEqual({ status: 'signed-out', code: null })
  })

  it('ends the session on the server also while the client is loading', async () => {
    const world = await createWorld()
    const first = await world.signedIn()
    first.client.close()
    const { client } = world.start()
    expect(client.state.status).toBe('loading')
    expect(await client.signOut()).toBe(true)
    expect(await world.sojourn.list('ada')).toEqual([])
  })

  it('does not empty the vault of a sign-in that follows at once', async () => {
    const world = await createWorld()
    const { passed, open } = gate()
    const memory = createMemoryVault()
    const vault = {
      read: memory.read,
      replace: async (...change: Parameters<typeof memory.replace>) => {
        if (change[1] === null) await passed
        return memory.replace(...change)
      },
    }
    const { client } = await world.signedIn({ vault })
    const signingOut = client.signOut()
    const signingIn = client.signIn({})
    await quiet()
    open()
    await Promise.all([signingOut, signingIn])
    expect(client.state.status).toBe('signed-in')
    expect(await memory.read()).not.toBeNull()
    expect((await client.fetch(orders)).status).toBe(200)
  })

  it('empties the vault without a network, and says that the server does not know', async () => {
    const world = await createWorld()
    const { client, states } = await world.signedIn()
    world.interfere = hang
    const signingOut = client.signOut()
    expect(states).toEqual([{ status: 'signed-out', code: null }])
    await world.time.pass(10_000)
    expect(await signingOut).toBe(false)
    expect(await world.vault.read()).toBeNull()
  })

  it('tells the server even when the vault can not be emptied, and rejects with the reason', async () => {
    const world = await createWorld()
    const broken = { ...world.vault }
    const { client } = await world.signedIn({ vault: broken })
    broken.read = () => Promise.reject(new Error('locked'))
    await expect(client.signOut()).rejects.toThrow('locked')
    expect(await world.sojourn.list('ada')).toEqual([])
    expect(client.state.status).toBe('signed-out')
  })

  it('is heard by the other contexts of the vault when they look', async () => {
    const world = await createWorld()
    const a = await world.signedIn()
    const b = world.start()
    await quiet()
    await a.client.signOut()
    expect((await b.client.fetch(orders)).status).toBe(401)
    expect(b.states.at(-1)).toEqual({ status: 'signed-out', code: null })
    expect(world.count('/auth/refresh')).toBe(0)
  })
})

describe('signing in', () => {
  it('begins in loading, and is signed out when the vault is empty', async () => {
    const world = await createWorld()
    const { client, states } = world.start()
    expect(client.state).toEqual({ status: 'loading' })
    await quiet()
    expect(states).toEqual([{ status: 'signed-out', code: null }])
    await client.signIn({ email: 'ada@example.com' })
    expect(states.at(-1)).toEqual({ status: 'signed-in', details: { user: { name: 'Ada' } } })
    expect((await client.fetch('../orders')).status).toBe(200)
  })

  it('rejects with the code of the server, and changes nothing', async () => {
    const world = await createWorld()
    const { client, states } = await world.signedIn()
    await expect(client.signIn({ wrong: true })).rejects.toMatchObject({
      code: 'shop/wrong-password',
      status: 401,
    })
    expect(states).toEqual([])
    expect((await client.fetch(orders)).status).toBe(200)
  })

  it('takes the tokens of a sign-in made elsewhere, and nothing else', async () => {
    const world = await createWorld()
    const { client } = world.start()
    await client.adopt(await grant(world))
    expect(client.state.status).toBe('signed-in')
    const empty = {} as Awaited<ReturnType<typeof grant>> // what an untyped caller may pass
    await expect(client.adopt(empty)).rejects.toMatchObject({ code: 'client/unexpected' })
  })

  it('of another person in another context does not send a request again in their name', async () => {
    const world = await createWorld()
    const a = await world.signedIn()
    const b = world.start()
    await quiet()
    world.interfere = async ({ path }) => {
      if (path !== '/orders') return undefined as never // let through
      world.interfere = () => undefined
      await b.client.signOut()
      await b.client.signIn({})
      return undefined as never // let through
    }
    expect((await a.client.fetch(orders, { method: 'POST', body: '{}' })).status).toBe(401)
    expect(world.count('/orders')).toBe(1)
  })

  it('ends with close: no timer, no call, and the vault keeps the credentials', async () => {
    const world = await createWorld()
    const { client, states } = await world.signedIn()
    client.close()
    await world.time.pass(accessLifeMs)
    expect(world.count('/auth/refresh')).toBe(0)
    expect(states).toEqual([])
    await expect(client.fetch(orders)).rejects.toMatchObject({ code: 'usage/closed' })
    expect(await world.vault.read()).not.toBeNull()
  })
})

async function grant({ sojourn }: Awaited<ReturnType<typeof createWorld>>) {
  const tokens = await sojourn.signIn('ada', { methods: ['pwd'], client: { kind: 'native' } })
  if (tokens.kind !== 'tokens') throw new TypeError('a native client gets tokens')
  const { accessToken: access_token, refreshToken: refresh_token } = tokens
  return {
    token_type: 'Bearer',
    access_token,
    refresh_token,
    expires_in: 600,
    refresh_expires_in: 6000,
  } as const
}
