import { fastify } from 'fastify'
import { announce } from '../http/announce.ts'

const app = fastify()
app.get('/me', (_request, reply) => {
  reply.send({ user: 'user-000000' })
})
await app.listen({ port: 0, host: '127.0.0.1' })
announce(app.server.address())
