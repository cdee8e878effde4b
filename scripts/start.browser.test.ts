import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../packages/console/src/lib/browser/launch-browser.test-support.ts'
import { spawnSojourn } from '../packages/server/src/lib/start/server-process.test-support.ts'
import { type FreshCheckout, makeFreshCheckout } from './fresh-checkout.ts'

type Browser = Awaited<ReturnType<typeof launchBrowser>>

const email = 'newcomer@example.com'
const password = 'a quiet place by the sea'

let browser: Browser
let checkout: FreshCheckout
beforeAll(async () => {
  browser = await launchBrowser()
  checkout = makeFreshCheckout()
})
afterAll(async () => {
  await browser?.close()
  checkout?.remove()
})

/** Creates an account, opens the link of the mail that the outbox shows, and is signed in. */
async function signUp(url: string): Promise<void> {
  const context = await browser.newContext({ baseURL: url, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto('/')
  await page.getByRole('link', { name: 'Create an account' }).click()
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('link', { name: 'Open the outbox' }).click()
  await page.getByRole('link', { name: '/verify#code=' }).click()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Confirm and sign in' }).click()
  await page.getByRole('list', { name: 'Devices' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/devices')
  await context.close()
}

it('takes a newcomer from `npm ci` to a signed-in page in under a minute', async () => {
  const began = performance.now()
  const seconds = (): number => (performance.now() - began) / 1000
  const env = { SOJOURN_DATA: join(checkout.folder, 'data') }
  const server = spawnSojourn([], { script: checkout.startScript, cwd: checkout.folder, env })
  try {
    const url = await server.url()
    const started = seconds()
    expect(server.stderr).toContain('Building the pages')
    await signUp(url)
    const told = `its address after ${started.toFixed(1)} s, signed in after ${seconds().toFixed(1)} s`
    console.log(told)
    expect(seconds(), told).toBeLessThan(60)
  } finally {
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
  }
})
