import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createSojourn, generateKey } from 'sojourn'
import { requireSession, sessions } from 'sojourn/hono'
import { createMemoryStore } from 'sojourn/memory'
import { announce } from '../http/announce.ts'
import { typicalSignIn } from '../measure/typical-session.ts'
import { personOf } from './person.ts'

const sojourn = await createSojourn({ store: createMemoryStore(), keys: generateKey() })
const app = new Hono()
app.use(sessions(sojourn))
app.get('/me', requireSession(), (c) => c.json({ user: c.get('session').userId }))
app.post('/login', async (c) => {
  const { index, userId } = personOf({ 'x-person': c.req.header('x-person') })
  const { methods, roles = [], data = {} } = typicalSignIn(index)
  await c.get('session').signIn(userId, { methods, roles, data })
  return c.json({})
})
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => announce(server.address()))
