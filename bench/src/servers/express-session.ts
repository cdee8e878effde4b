// express-session as its README recommends: with its memory store, or with connect-redis when REDIS_URL is given.
import { RedisStore } from 'connect-redis'
import express, { type Request } from 'express'
import session, { type Session, type Store } from 'express-session'
import { createClient } from 'redis'
import { announce } from '../http/announce.ts'
import { typicalSignIn, userAgent } from '../measure/typical-session.ts'
import { personOf } from './person.ts'

/** Sojourn's types claim the property too; here it is express-session's. */
function sessionOf(req: Request): Session {
  return req.session as unknown as Session
}

async function openStore(): Promise<Store | undefined> {
  const { REDIS_URL: url } = process.env
  if (url === undefined) return undefined
  return new RedisStore({ client: await createClient({ url }).on('error', console.error).connect() })
}

const store = await openStore()
const app = express()
app.use(
  session({
    ...(store && { store }),
    secret: 'a secret of the benchmark, of no use elsewhere',
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', maxAge: 30 * 60_000 },
  }),
)
app.get('/me', (req, res) => {
  const { userId } = sessionOf(req)
  if (userId === undefined) res.sendStatus(401)
  else res.json({ user: userId })
})
app.post('/login', (req, res, next) => {
  sessionOf(req).regenerate((error) => {
    if (error) return next(error)
    const { index, userId } = personOf(req.headers)
    const { roles, data } = typicalSignIn(index)
    Object.assign(sessionOf(req), data, { userId, roles, userAgent })
    return res.json({})
  })
})
const server = app.listen(0, '127.0.0.1', () => announce(server.address()))
