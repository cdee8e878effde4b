import { fastify } from 'fastify'
import { createSojourn, generateKey } from 'sojourn'
import { requireSession, sessions } from 'sojourn/fastify'
import { createMemoryStore } from 'sojourn/memory'
import { announce } from '../http/announce.ts'
import { typicalSignIn } from '../measure/typical-session.ts'
import { personOf } from './person.ts'

const sojourn = await createSojourn({ store: createMemoryStore(), keys: generateKey() })
const app = fastify()
app.register(sessions(sojourn))
app.get('/me', { onRequest: requireSession() }, (request, reply) => {
  reply.send({ user: request.session.userId })
})
app.post('/login', async (request) => {
  const { index, userId } = personOf(request.headers)
  const { methods, roles = [], data = {} } = typicalSignIn(index)
  await request.session.signIn(userId, { methods, roles, data })
  return {}
})
await app.listen({ port: 0, host: '127.0.0.1' })
announce(app.server.address())
