import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, launchProfile } from '../test-support/browser.ts'
import { makeTempFolder, startTempShop } from '../test-support/temp-shop.ts'
import { password, register, signIn } from '../test-support/visitor.ts'
import type { RunningShop } from './start-shop.ts'

let browser: Browser
let shop: RunningShop
const contexts: BrowserContext[] = []

beforeAll(async () => {
  ;[browser, shop] = await Promise.all([launchBrowser(), startTempShop()])
})
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()))
})
afterAll(async () => {
  await browser?.close()
  await shop?.close()
})

/** A page in a browser that has never been here. */
async function openPage(userAgent?: string): Promise<Page> {
  const context = await browser.newContext(userAgent === undefined ? {} : { userAgent })
  contexts.push(context)
  return context.newPage()
}

describe('the cart', () => {
  it('is filled before sign-in and comes along', async () => {
    const page = await openPage()
    await page.goto(shop.url)
    expect(await page.context().cookies()).toEqual([])

    await page.getByRole('button', { name: 'Add Enamel mug to cart' }).click()
    const [anonymous] = await page.context().cookies()
    await page.getByRole('button', { name: 'Add Enamel mug to cart' }).click()
    await page.getByRole('button', { name: 'Add Reading lamp to cart' }).click()
    await register(page, shop.url)

    await page.goto(`${shop.url}/cart`)
    expect(await page.getByRole('listitem').filter({ hasText: 'Enamel mug' }).innerText()).toContain('€36.00')
    expect(await page.getByRole('link', { name: 'Cart 3 items' }).count()).toBe(1)
    const [signedIn] = await page.context().cookies()
    expect(signedIn?.value).not.toBe(anonymous?.value)
  })

  it('leads through sign-in to the checkout, and is empty after the order', async () => {
    const page = await openPage()
    const email = await register(page, shop.url)
    await page.goto(`${shop.url}/account/devices`)
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('button', { name: 'Add Canvas tote to cart' }).click()
    await page.goto(`${shop.url}/cart`)
    await page.getByRole('button', { name: 'One Canvas tote more' }).click()
    await page.getByRole('link', { name: 'Check out' }).click()
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect(new URL(page.url()).pathname).toBe('/checkout')
    expect(await page.getByText('2 × Canvas tote').count()).toBe(1)

    await page.getByRole('button', { name: 'Place order' }).click()
    expect(await page.getByRole('status').innerText()).toContain('Thank you')
    expect(await page.getByRole('link', { name: 'Cart', exact: true }).count()).toBe(1)
  })
})

describe('the session cookie', () => {
  it('is for the server only, and no page or address ever holds a token', async () => {
    const page = await openPage()
    const seen: string[] = []
    const bodies: Promise<string>[] = []
    page.on('request', (request) => seen.push(request.url(), request.postData() ?? ''))
    page.on('response', (response) => bodies.push(response.text().catch(() => '')))
    await page.goto(shop.url)
    await page.getByRole('button', { name: 'Add Wool blanket to cart' }).click()
    await register(page, shop.url)
    await page.goto(`${shop.url}/account/devices`)

    const cookies = await page.context().cookies()
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatchObject({
      name: `sojourn-${new URL(shop.url).port}`,
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      expires: -1,
    })
    expect(await page.evaluate('document.cookie')).toBe('')
    const texts = [...seen, ...(await Promise.all(bodies))].join('\n')
    expect(texts).toContain('Your devices')
    expect(texts).not.toContain(cookies[0]?.value)
    expect(texts).not.toMatch(/sj[sar]_/)
  })

  it('does not outlive the browser', async () => {
    const folder = makeTempFolder()
    const first = await launchProfile(folder)
    const page = await first.newPage()
    await register(page, shop.url)
    await page.goto(`${shop.url}/account/devices`)
    expect(await page.getByRole('heading', { name: 'Your devices' }).count()).toBe(1)
    await first.close()

    const second = await launchProfile(folder)
    const later = await second.newPage()
    await later.goto(`${shop.url}/account/devices`)
    expect(new URL(later.url()).pathname).toBe('/sign-in')
    await second.close()
    rmSync(folder, { recursive: true })
  })
})

describe('devices', () => {
  const phone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'

  it('lists both browsers, and signs the other one out at its next request', async () => {
    const [here, there] = await Promise.all([openPage(), openPage(phone)])
    const email = await register(here, shop.url)
    await signIn(there, shop.url, email)
    await here.goto(`${shop.url}/account/devices`)
    const rows = here.locator('.device')
    expect(await rows.count()).toBe(2)
    expect(await rows.first().innerText()).toContain('This device')
    expect(await rows.last().innerText()).toContain('Safari on iOS')

    await here.getByRole('button', { name: 'Sign out Safari on iOS' }).click()
    expect(await rows.count()).toBe(1)
    await there.reload()
    expect(new URL(there.url()).pathname).toBe('/sign-in')
    expect(await there.getByText('This device was signed out').count()).toBe(1)
  })

  it('ends all others at once, and keeps the name that it was given', async () => {
    const [here, there] = await Promise.all([openPage(), openPage(phone)])
    const email = await register(here, shop.url)
    await signIn(there, shop.url, email)
    await there.getByText('Rename').first().click()
    await there.getByLabel('Name of this device').first().fill('Nora’s <b>phone</b>')
    await there.getByRole('button', { name: 'Save' }).first().click()
    await here.goto(`${shop.url}/account/devices`)
    expect(await here.getByRole('heading', { level: 3 }).last().innerText()).toBe('Nora’s <b>phone</b>')

    await here.getByRole('button', { name: 'Sign out all others' }).click()
    expect(await here.locator('.device').count()).toBe(1)
    await there.reload()
    expect(new URL(there.url()).pathname).toBe('/sign-in')
  })

  it('are signed out by a new password, and this one gets a new secret', async () => {
    const [here, there] = await Promise.all([openPage(), openPage(phone)])
    const email = await register(here, shop.url)
    await signIn(there, shop.url, email)
    const [before] = await here.context().cookies()
    await here.goto(`${shop.url}/account/password`)
    await here.getByLabel('Current password').fill(password)
    await here.getByLabel('New password').fill('another quiet place')
    await here.getByRole('button', { name: 'Change password' }).click()
    expect(await here.getByRole('status').innerText()).toContain('Your password is changed')
    const [after] = await here.context().cookies()
    expect(after?.value).not.toBe(before?.value)
    await there.reload()
    expect(new URL(there.url()).pathname).toBe('/sign-in')

    const thief = await openPage()
    await thief.context().addCookies(before === undefined ? [] : [before])
    await thief.goto(`${shop.url}/account/devices`)
    expect(new URL(thief.url()).pathname).toBe('/sign-in')
    await signIn(there, shop.url, email)
    expect(await there.getByRole('alert').innerText()).toContain('do not go together')
    await signIn(there, shop.url, email, 'another quiet place')
    expect(await there.getByRole('heading', { name: 'Your devices' }).count()).toBe(1)
  })
})

describe('signing out', () => {
  it('ends the session, and the back button shows nothing private', async () => {
    const page = await openPage()
    await register(page, shop.url, 'Nora Lind')
    await page.goto(`${shop.url}/account/devices`)
    const [cookie] = await page.context().cookies()
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    expect(await page.getByRole('status').innerText()).toBe('You are signed out.')
    expect(await page.context().cookies()).toEqual([])

    await page.goBack()
    expect(await page.content()).not.toContain('Nora Lind')
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    await page.context().addCookies(cookie === undefined ? [] : [cookie])
    await page.goto(`${shop.url}/account/devices`)
    expect(new URL(page.url()).pathname).toBe('/sign-in')
  })
})

describe('requests from elsewhere', () => {
  it('refuses a form that another site or another port sends', async () => {
    const page = await openPage()
    await register(page, shop.url)
    const evil = createServer((_req, res) => {
      res.setHeader('content-type', 'text/html')
      res.end(`<form method="post" action="${shop.url}/sign-out"><button>Win</button></form>`)
    })
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
    const { port } = evil.address() as AddressInfo // it listens on a port
    for (const host of ['127.0.0.1', 'localhost']) {
      await page.goto(`http://${host}:${port}/`)
      const [response] = await Promise.all([
        page.waitForResponse(`${shop.url}/sign-out`),
        page.getByRole('button', { name: 'Win' }).click(),
      ])
      expect(response.status()).toBe(403)
    }
    evil.closeAllConnections()
    evil.close()
    await page.goto(`${shop.url}/account/devices`)
    expect(await page.getByRole('heading', { name: 'Your devices' }).count()).toBe(1)
  })

  it('follows only a `next` of its own', async () => {
    const page = await openPage()
    const email = await register(page, shop.url)
    for (const next of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      'javascript:alert(1)',
    ]) {
      await page.context().clearCookies()
      await page.goto(`${shop.url}/sign-in?next=${encodeURIComponent(next)}`)
      await page.getByLabel('Email').fill(email)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      expect(page.url()).toBe(`${shop.url}/`)
    }
  })
})
