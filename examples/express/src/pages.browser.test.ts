import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../test-support/browser.ts'
import { examinePage } from '../test-support/examine-page.ts'
import { startTempShop } from '../test-support/temp-shop.ts'
import { freshEmail, password, register, signIn } from '../test-support/visitor.ts'
import type { RunningShop } from './start-shop.ts'

let browser: Browser
let shop: RunningShop

beforeAll(async () => {
  ;[browser, shop] = await Promise.all([launchBrowser(), startTempShop()])
})
afterAll(async () => {
  await browser?.close()
  await shop?.close()
})

/** Every page of the shop in turn, the ones with errors too. */
async function visitAll(page: Page, visit: (name: string) => Promise<void>): Promise<void> {
  const at = async (path: string): Promise<void> => {
    await page.goto(shop.url + path)
    await visit(path)
  }
  await at('/')
  await page.getByRole('button', { name: 'Add Enamel mug to cart' }).click()
  await visit('/ with a cart')
  for (const path of ['/cart', '/sign-in?next=/checkout', '/register', '/nowhere']) await at(path)
  await page.goto(`${shop.url}/register`)
  await page.locator('form').evaluate((form: { noValidate: boolean }) => {
    form.noValidate = true
  })
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  await visit('/register with errors')
  await signIn(page, shop.url, freshEmail())
  await visit('/sign-in with an error')
  const email = await register(page, shop.url)
  const other = await browser.newContext()
  await signIn(await other.newPage(), shop.url, email)
  for (const path of ['/checkout', '/account/devices', '/account/password']) await at(path)
  await page.goto(`${shop.url}/account/devices`)
  await page.getByText('Rename').first().click()
  await visit('/account/devices while renaming')
  await other.close()
}

describe('every page', () => {
  it.each([
    ['light', 1280],
    ['dark', 390],
    ['dark', 1280],
    ['light', 390],
  ] as const)('can be read and used: %s, %i wide', async (colorScheme, width) => {
    const isPhone = width < 500
    const viewport = { width, height: 844 }
    const context = await browser.newContext({ colorScheme, viewport, hasTouch: isPhone, isMobile: isPhone })
    const page = await context.newPage()
    const violations: string[] = []
    page.on('pageerror', (error) => violations.push(error.message))
    page.on('console', (message) => {
      if (!/^Failed to load resource: .* status of 4\d\d/.test(message.text()))
        violations.push(message.text())
    })
    const flaws: string[] = []
    let visited = 0
    await visitAll(page, async (name) => {
      visited += 1
      flaws.push(...(await examinePage(page)).map((flaw) => `${name}: ${flaw}`))
      // Pictures go to the folder that `SHOTS` names.
      const path = `${process.env.SHOTS}/shop${name.replaceAll(/\W+/g, '-')}-${colorScheme}-${width}.png`
      if (process.env.SHOTS) await page.screenshot({ path, fullPage: true })
    })
    expect(flaws).toEqual([])
    expect(violations).toEqual([])
    expect(visited).toBe(12)
    await context.close()
  })

  it('refuses an inline script and shows markup in a name as text', async () => {
    const page = await browser.newPage()
    await register(page, shop.url, '<img src=x onerror=alert(1)>')
    await page.goto(`${shop.url}/account/devices`)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('<img src=x onerror=alert(1)>')
    await expect(page.addScriptTag({ content: 'window.owned = true' })).rejects.toThrow()
    expect(await page.evaluate('window.owned')).toBe(undefined)
    await page.close()
  })

  it('works without a script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await register(page, shop.url)
    await page.goto(`${shop.url}/account/devices`)
    expect(await page.getByRole('heading', { name: 'Your devices' }).count()).toBe(1)
    await context.close()
  })
})

describe('by keyboard alone', () => {
  it('skips to the content and signs in, with the focus always to be seen', async () => {
    const page = await browser.newPage()
    const email = await register(page, shop.url)
    await page.context().clearCookies()
    await page.goto(`${shop.url}/sign-in?next=/account/devices`)
    const stops: string[] = []
    const tab = async (): Promise<void> => {
      await page.keyboard.press('Tab')
      const stop = await page.evaluate<string>(`(() => {
        const { id, textContent } = document.activeElement
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement)
        return (id || textContent.trim().replaceAll(/\\s+/g, ' ')) + ': ' + outlineStyle + ' ' + outlineWidth
      })()`)
      stops.push(stop)
    }
    for (let count = 0; count < 5; count++) await tab()
    await page.keyboard.type(email)
    await tab()
    await page.keyboard.type(password)
    await tab()
    expect(stops.map((stop) => stop.split(':')[0])).toEqual([
      'Skip to content',
      'Sojourn shop',
      'Cart',
      'Sign in',
      'email',
      'password',
      'Sign in',
    ])
    expect(stops.every((stop) => stop.endsWith(': solid 2px'))).toBe(true)
    await page.keyboard.press('Enter')
    await page.waitForURL(`${shop.url}/account/devices`)

    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').innerText()).toBe('Sign out')
    await page.close()
  })

  it('puts the focus on what is wrong, with a way to the field', async () => {
    const page = await browser.newPage()
    await page.goto(`${shop.url}/register`)
    await page.getByLabel('Name').fill('Nora')
    await page.getByLabel('Email').fill('nora@example.com')
    await page.getByLabel('Password').fill('too short')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    expect(await page.title()).toMatch(/^Error: /)
    expect(await page.locator(':focus').getAttribute('role')).toBe('alert')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.locator(':focus').getAttribute('id')).toBe('password')
    expect(await page.getByLabel('Password').inputValue()).toBe('')
    // What is expected gives way to what is wrong.
    expect(await page.getByLabel('Password').getAttribute('aria-describedby')).toBe('password-error')
    expect(await page.getByText('15 characters or more').count()).toBe(0)
    await page.close()
  })
})
