import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { examine } from '../browser/examine.test-support.ts'
import { newPerson, password } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'
import { tabStops } from '../browser/tab-stops.test-support.ts'

// The server's own page, tried here because the pages of the console are: the same browser, the same checker.
const stage = prepareStage()
const locale = 'en-GB'

async function openTry(page: Page): Promise<void> {
  await page.goto('/try')
  await page.getByRole('heading', { name: 'Signing in and out' }).waitFor()
}

/** The form of an operation, unfolded. */
async function unfold(page: Page, name: string): Promise<Locator> {
  const form = page.getByRole('form', { name, exact: true, includeHidden: true })
  await page.locator('details').filter({ has: form }).locator('summary').click()
  return form
}

describe('the page to try the API', () => {
  it('sends a call with the cookie of the browser, and shows the answer', async () => {
    await using opened = await stage.open({ locale })
    const { page } = opened
    const email = await newPerson(stage.server)
    await openTry(page)
    const me = await unfold(page, 'GET /auth/session')
    await me.getByRole('button', { name: 'Send' }).click()
    await me.getByRole('heading', { name: '401 Unauthorized' }).waitFor()
    expect(await me.locator('pre').textContent()).toContain('"code": "session/none"')

    const login = await unfold(page, 'POST /auth/login')
    await login.getByLabel('Body').fill(JSON.stringify({ email, password }))
    await login.getByRole('button', { name: 'Send' }).click()
    await login.getByRole('heading', { name: '200 OK' }).waitFor()
    await me.getByRole('button', { name: 'Send' }).click()
    await me.getByRole('heading', { name: '200 OK' }).waitFor()
    expect(await me.locator('pre').textContent()).toContain(`"email": "${email}"`)
  })

  it('sends a Bearer token in its place, parameters in the path and in the query, and a body', async () => {
    await using opened = await stage.open({ locale })
    const { page } = opened
    const email = await newPerson(stage.server)
    await openTry(page)
    const login = await unfold(page, 'POST /auth/login')
    await login.getByLabel('Body').fill(JSON.stringify({ email, password, client: 'token' }))
    await login.getByRole('button', { name: 'Send' }).click()
    await login.getByRole('heading', { name: '200 OK' }).waitFor()
    const answer = (await login.locator('pre').textContent()) ?? ''
    const [, token = ''] = /"session_token": "([^"]+)"/.exec(answer) ?? []
    const [, id = ''] = /"session": \{\s+"id": "([^"]+)"/.exec(answer) ?? []
    await page.getByLabel('Bearer token').fill(token)

    const name = await unfold(page, 'PATCH /auth/sessions/{id}')
    await name.getByLabel('id', { exact: false }).first().fill(id)
    await name.getByLabel('Body').fill('{"name":"The one that tries"}')
    await name.getByRole('button', { name: 'Send' }).click()
    await name.getByRole('heading', { name: '204 No Content' }).waitFor()
    const list = await unfold(page, 'GET /auth/sessions')
    await list.getByRole('button', { name: 'Send' }).click()
    await list.getByText('The one that tries').waitFor()

    const everywhere = await unfold(page, 'DELETE /auth/sessions')
    await everywhere.getByLabel('except').fill('current')
    await everywhere.getByRole('button', { name: 'Send' }).click()
    await everywhere.getByText('"ended": 0').waitFor()
  })

  it('shows what a server says as text, and says when there is no answer', async () => {
    await using opened = await stage.open({ locale })
    const { page } = opened
    await openTry(page)
    const settings = await unfold(page, 'GET /auth/settings')
    await page.route('**/auth/settings', (route) =>
      route.fulfill({ body: '<img src=x onerror=complain(1)>' }),
    )
    await settings.getByRole('button', { name: 'Send' }).click()
    await settings.getByText('<img src=x').waitFor()
    await page.unroute('**/auth/settings')
    await page.route('**/auth/settings', (route) => route.abort())
    await settings.getByRole('button', { name: 'Send' }).click()
    await settings.getByText('No answer: is the server running?').waitFor()
  })

  it('is used by keyboard alone, and shows where the focus is', async () => {
    await using opened = await stage.open({ locale })
    const { page } = opened
    await openTry(page)
    const stops = await tabStops(page)
    expect(stops.slice(0, 4)).toEqual([
      'Skip to the content',
      'Sojourn',
      'OpenAPI document',
      'Bearer token optional; in place of the cookie',
    ])
    expect(stops).toHaveLength(4 + (await page.locator('summary').count()))

    await page.locator('summary').filter({ hasText: '/openapi.json' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const answer = page.getByRole('region', { name: 'Answer of GET /openapi.json' })
    await answer.waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('End')
    const scrolled = (): Promise<number> => page.evaluate(`document.querySelector('[role=region]').scrollTop`)
    await expect.poll(scrolled).toBeGreaterThan(0)
  })
})

describe.each([
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 390 },
] as const)('the page to try the API, $colorScheme, $width wide', ({ colorScheme, width }) => {
  it('can be read and used, folded and unfolded', async () => {
    await using opened = await stage.open({ locale, colorScheme, viewport: { width, height: 844 } })
    const { page } = opened
    await openTry(page)
    expect(await examine(page)).toEqual([])
    for (const summary of await page.locator('summary').all()) await summary.click()
    const login = page.getByRole('form', { name: 'POST /auth/login' })
    await login.getByRole('button', { name: 'Send' }).click()
    await login.getByRole('heading', { level: 3 }).waitFor()
    const json = { long: 'x'.repeat(2000), list: Array.from({ length: 200 }, (_, index) => index) }
    await page.route('**/auth/settings', (route) => route.fulfill({ json }))
    const settings = page.getByRole('form', { name: 'GET /auth/settings' })
    await settings.getByRole('button', { name: 'Send' }).click()
    await settings.getByRole('heading', { level: 3 }).waitFor()
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('pre')].filter((pre) => pre.scrollWidth > pre.clientWidth).length`,
      ),
    ).toBe(0)
    expect(await examine(page)).toEqual([])
    const path = `${process.env.SHOTS}/try-${colorScheme}-${width}.png`
    if (process.env.SHOTS) await page.screenshot({ path, fullPage: true })
  })
})
