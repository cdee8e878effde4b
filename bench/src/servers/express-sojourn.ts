// Sojourn on Express. STORE=redis keeps sessions on REDIS_URL, NEAR_CACHE=off reads the store at each request.
import express from 'express'
import { createClient } from 'redis'
import { createSojourn, generateKey, type SessionStore } from 'sojourn'
import { requireSession, sessions } from 'sojourn/express'
import { createMemoryStore } from 'sojourn/memory'
import { createRedisStore } from 'sojourn/redis'
import { announce } from '../http/announce.ts'
import { typicalSignIn } from '../measure/typical-session.ts'
import { personOf } from './person.ts'

async function openStore(): Promise<SessionStore> {
  const { REDIS_URL: url } = process.env
  if (url === undefined) return createMemoryStore()
  return createRedisStore(await createClient({ url }).on('error', console.error).connect())
}

const sojourn = await createSojourn({
  store: await openStore(),
  keys: generateKey(),
  nearCache: process.env.NEAR_CACHE === 'off' ? false : { onlyProcess: true },
})
const app = express()
app.use(sessions(sojourn))
app.get('/me', requireSession(), (req, res) => {
  res.json({ user: req.session.userId })
})
app.post('/login', async (req, res) => {
  const { index, userId } = personOf(req.headers)
  const { methods, roles = [], data = {} } = typicalSignIn(index)
  await req.session.signIn(userId, { methods, roles, data })
  res.json({})
})
const server = app.listen(0, '127.0.0.1', () => announce(server.address()))
