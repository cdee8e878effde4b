// A jsonwebtoken middleware as it is commonly written. JWT_KEY=object hands the key over as a key object.
import { createSecretKey } from 'node:crypto'
import express, { type RequestHandler } from 'express'
import jsonwebtoken, { type JwtPayload } from 'jsonwebtoken'
import { announce } from '../http/announce.ts'
import { personOf } from './person.ts'

const text = 'a secret of the benchmark, of no use elsewhere'
const secret = process.env.JWT_KEY === 'object' ? createSecretKey(Buffer.from(text)) : text

const authenticate: RequestHandler = (req, res, next) => {
  const token = req.headers.authorization?.replace(/^Bearer /, '')
  if (token === undefined) {
    res.sendStatus(401)
    return
  }
  try {
    res.locals.claims = jsonwebtoken.verify(token, secret, { algorithms: ['HS256'] })
  } catch {
    res.sendStatus(401)
    return
  }
  next()
}

const app = express()
app.get('/me', authenticate, (_req, res) => {
  const claims: JwtPayload = res.locals.claims
  res.json({ user: claims.sub })
})
app.post('/login', (req, res) => {
  const { index, userId } = personOf(req.headers)
  const claims = { sub: userId, sid: `session-${index}`, roles: ['member', 'editor'] }
  res.json({ bearer: jsonwebtoken.sign(claims, secret, { algorithm: 'HS256', expiresIn: '1h' }) })
})
const server = app.listen(0, '127.0.0.1', () => announce(server.address()))
