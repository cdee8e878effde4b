import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { createSojourn } from '../engine/create-sojourn.ts'
import { generateKey } from '../engine/key-ring.ts'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import { requireSession, sessions } from './hono.ts'

it('works where there is no Node server underneath', async () => {
  const sojourn = await createSojourn({ store: createMemoryStore(), keys: generateKey() })
  const app = new Hono()
  app.use('/private', (c, next) => {
    c.header('cache-control', 'no-store')
    return next()
  })
  app.use(sessions(sojourn))
  app.get('/private', (c) => c.text('private'))
  app.post('/login', async (c) => {
    await c.get('session').signIn('ann', { methods: ['pwd'] })
    c.header('set-cookie', 'theme=dark', { append: true })
    return new Response('made by hand')
  })
  app.get('/me', requireSession(), (c) => c.json({ userId: c.get('session').userId }))

  const headers = { 'sec-fetch-site': 'same-origin' }
  const login = await app.request('https://localhost/login', { method: 'POST', headers })
  expect(await login.text()).toBe('made by hand')
  expect(login.headers.get('cache-control')).toBe('no-store')
  const [session = '', theme] = login.headers.getSetCookie()
  expect(session).toMatch(/^__Host-sojourn=sjs_[\w-]{104}; Path=\/; Secure; HttpOnly; SameSite=Lax$/)
  expect(theme).toBe('theme=dark')
  const cookie = session.split(';')[0] ?? ''
  const me = await app.request('https://localhost/me', { headers: { cookie } })
  expect(await me.json()).toEqual({ userId: 'ann' })
  expect(me.headers.get('cache-control')).toBe('private, no-cache')
  const own = await app.request('https://localhost/private', { headers: { cookie } })
  expect(own.headers.get('cache-control')).toBe('no-store')
  expect((await app.request('https://evil.example/me', { headers: { cookie } })).status).toBe(421)
  await sojourn.close()
})
