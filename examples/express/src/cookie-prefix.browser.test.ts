import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { createSojourn, generateKey } from 'sojourn'
import { createMemoryStore } from 'sojourn/memory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../test-support/browser.ts'
import { makeTempFolder } from '../test-support/temp-shop.ts'
import { register } from '../test-support/visitor.ts'
import { openAccounts } from './accounts.ts'
import { createApp } from './app.ts'
import { createPasswords } from './passwords.ts'

const folder = makeTempFolder()
const certificate = makeCertificate()
let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

describe('over TLS', () => {
  it.each([{ prefix: '__Host-' }, { prefix: '__Host-Http-' }] as const)(
    'Chromium keeps the cookie with $prefix, and only as it was promised',
    async ({ prefix }) => {
      const shop = await startSecureShop(prefix)
      const context = await browser.newContext({ ignoreHTTPSErrors: true })
      const page = await context.newPage()
      await register(page, shop.url)
      await page.goto(`${shop.url}/account/devices`)
      expect(await page.getByRole('heading', { name: 'Your devices' }).count()).toBe(1)
      expect(await context.cookies()).toMatchObject([
        {
          name: `${prefix}sojourn`,
          secure: true,
          httpOnly: true,
          sameSite: 'Lax',
          path: '/',
          domain: 'localhost',
        },
      ])

      // A script may not set what has the prefix, and what lacks the promised attributes is not kept.
      expect(await namesKept(context, shop.url, `${prefix}forged=1; Path=/; Secure`)).toEqual(
        prefix === '__Host-Http-' ? [] : [`${prefix}forged`],
      )
      expect(await namesKept(context, shop.url, `${prefix}forged=1; Path=/account; Secure`)).toEqual([])
      expect(
        await namesKept(context, shop.url, `${prefix}forged=1; Path=/; Domain=localhost; Secure`),
      ).toEqual([])
      await context.close()
      await shop.close()
    },
  )
})

/** Which cookies besides the session's are there after a script on the page tried to set one. */
async function namesKept(context: BrowserContext, url: string, cookie: string): Promise<string[]> {
  const page = await context.newPage()
  await page.goto(url)
  await page.evaluate(`document.cookie = ${JSON.stringify(cookie)}`)
  const names = (await context.cookies()).map(({ name }) => name).filter((name) => name.endsWith('forged'))
  for (const name of names) await context.clearCookies({ name })
  await page.close()
  return names
}

async function startSecureShop(
  prefix: '__Host-' | '__Host-Http-',
): Promise<{ url: string; close(): Promise<void> }> {
  const sojourn = await createSojourn({ store: createMemoryStore(), keys: generateKey() })
  const accounts = openAccounts(join(folder, `${prefix}.db`))
  const app = createApp({
    sojourn,
    accounts,
    passwords: await createPasswords(),
    sessions: { cookie: { prefix } },
  })
  const server = createServer(certificate, app)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    url: `https://localhost:${port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await sojourn.close()
      accounts.close()
    },
  }
}

function makeCertificate(): { key: string; cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1']
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  execFileSync('openssl', ['req', '-x509', ...options, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}
