import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { announce } from '../http/announce.ts'

const app = new Hono()
app.get('/me', (c) => c.json({ user: 'user-000000' }))
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => announce(server.address()))
