import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { startSojourn } from '@sojourn/testing'
import { SojournError } from 'sojourn'
import { problems, requireSession, sessions, tokenResponse } from 'sojourn/node'
import { expect, it } from 'vitest'
import { createClient } from './create-client.ts'
import { createMemoryVault } from './memory-vault.ts'

/** The library's own routes on a real port; `count` requests to each path. */
async function startServer() {
  const { sojourn, clock, events } = await startSojourn({ policy: { rotationWindow: '1s' } })
  const open = sessions(sojourn)
  const mustBeSignedIn = requireSession()
  const explain = problems()
  const counts = new Map<string, number>()
  const server = createServer(async (req, res): Promise<void> => {
    try {
      const path = req.url ?? ''
      counts.set(path, (counts.get(path) ?? 0) + 1)
      const body = await text(req)
      const session = await open(req, res)
      if (!session) return
      const answer = (content: unknown): void =>
        void res.setHeader('content-type', 'application/json').end(JSON.stringify(content))
      if (path === '/auth/login') {
        const grant = await session.signIn('ada', { methods: ['pwd'], client: { kind: 'native' } })
        return answer({ ...tokenResponse(grant, sojourn.now()), user: { name: 'Ada' } })
      }
      if (path === '/auth/refresh') {
        const { refresh_token, reread } = JSON.parse(body)
        const result = await sojourn.refresh(refresh_token, { reread, context: session.context })
        if (result.status === 'refused') throw new SojournError(result.code, 'Sign in again.')
        return answer(tokenResponse(result.grant, sojourn.now()))
      }
      if (path === '/auth/logout') {
        await session.end()
        return void res.writeHead(204).end()
      }
      if (mustBeSignedIn(session, res)) answer({ userId: session.userId, got: body })
    } catch (error) {
      explain(error, res)
    }
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    sojourn,
    clock,
    events,
    home: `http://127.0.0.1:${port}`,
    count: (path: string) => counts.get(path) ?? 0,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await sojourn.close()
    },
  }
}

it('keeps a client signed in over HTTP: parallel calls after the expiry, bodies, sign-out', async () => {
  const server = await startServer()
  const vault = createMemoryVault()
  const client = createClient({ baseUrl: `${server.home}/auth`, vault, fetch })
  try {
    await client.signIn({ email: 'ada@example.com' })
    expect(client.state).toEqual({ status: 'signed-in', details: { user: { name: 'Ada' } } })
    server.clock.advance(3_600_000) // the server's time only: to the client the token looks fresh
    const body = JSON.stringify({ text: 'x'.repeat(50_000) })
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => client.fetch(`${server.home}/orders`, { method: 'POST', body })),
    )
    for (const answer of answers) expect(await answer.json()).toEqual({ userId: 'ada', got: body })
    expect(server.count('/auth/refresh')).toBe(1)
    expect(await client.signOut()).toBe(true)
    expect(await server.sojourn.list('ada')).toEqual([])
    expect((await client.fetch(`${server.home}/orders`)).status).toBe(401)
    expect(server.count('/auth/refresh')).toBe(1)
    expect(server.events.filter(({ type }) => type === 'refresh/theft')).toEqual([])
  } finally {
    client.close()
    await server.close()
  }
})

it('hears a revocation once, from the refresh', async () => {
  const server = await startServer()
  const client = createClient({ baseUrl: `${server.home}/auth`, vault: createMemoryVault(), fetch })
  try {
    await client.signIn({})
    const states: string[] = []
    client.subscribe((state) => states.push(JSON.stringify(state)))
    await server.sojourn.endUser('ada')
    const calls = Array.from({ length: 20 }, () => client.fetch(`${server.home}/orders`))
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(20).fill(401))
    expect(states).toEqual(['{"status":"signed-out","code":"session/revoked"}'])
    expect(server.count('/auth/refresh')).toBe(1)
  } finally {
    client.close()
    await server.close()
  }
})
