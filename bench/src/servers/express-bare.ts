import express from 'express'
import { announce } from '../http/announce.ts'

const app = express()
app.get('/me', (_req, res) => {
  res.json({ user: 'user-000000' })
})
const server = app.listen(0, '127.0.0.1', () => announce(server.address()))
