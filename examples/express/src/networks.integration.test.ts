import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createSojourn, generateKey } from 'sojourn'
import { createMemoryStore } from 'sojourn/memory'
import { expect, it } from 'vitest'
import { makeTempFolder } from '../test-support/temp-shop.ts'
import { openAccounts } from './accounts.ts'
import { createApp } from './app.ts'
import { createPasswords } from './passwords.ts'

it('one network keeps no other from signing in', async () => {
  await using stack = new AsyncDisposableStack()
  const folder = stack.adopt(makeTempFolder(), (made) => rmSync(made, { recursive: true }))
  const accounts = stack.adopt(openAccounts(join(folder, 'accounts.db')), (opened) => opened.close())
  const sojourn = await createSojourn({ store: createMemoryStore(), keys: generateKey() })
  stack.defer(() => sojourn.close())
  const passwords = await createPasswords()
  const app = createApp({ sojourn, accounts, passwords, sessions: { proxies: ['loopback'] } })
  const server = stack.adopt(createServer(app), (opened) => {
    opened.closeAllConnections()
    opened.close()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port

  let count = 0
  const signInFrom = async (address: string): Promise<number> => {
    const body = JSON.stringify({ email: `${count++}@example.com`, password: 'whatever it may be' })
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address }
    return (await fetch(`http://localhost:${port}/api/login`, { method: 'POST', headers, body })).status
  }
  const flood = Array.from({ length: 60 }, (_, index) => signInFrom(`203.0.113.${index}`))
  const others = ['198.51.100.1', '192.0.2.1', '2001:db8::1'].map(signInFrom)
  expect(await Promise.all(others)).toEqual([401, 401, 401])
  expect(await Promise.all(flood)).toContain(503)
})
