import { describe, expect, it } from 'vitest'
import { launchBrowser } from '../browser/launch-browser.test-support.ts'
import { arrive, freshEmail, password } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'

describe('a server without mail', () => {
  const stage = prepareStage({ mail: 'none', passwordMinLength: 10 })

  it('signs in at once, offers no link by mail, and changes an address at once', async () => {
    await using opened = await stage.open()
    const { page } = opened
    await page.goto('/forgot')
    await page.getByText('This server sends no mail').waitFor()
    await page.goto('/sign-in')
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    expect(await page.getByRole('link', { name: 'Forgot' }).count()).toBe(0)
    await page.getByRole('link', { name: 'Create an account' }).click()
    await page.getByText('At least 10 characters').waitFor()
    await page.getByLabel('Email address').fill(freshEmail())
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('list', { name: 'Devices' }).waitFor()

    await page.getByRole('link', { name: 'Security' }).click()
    const address = freshEmail()
    await page.getByRole('button', { name: 'Change email address' }).click()
    await page.getByLabel('New email address').fill(address)
    await page.keyboard.press('Enter')
    await page.getByText('Your email address is changed').waitFor()
    await page.getByRole('main').getByText(address).waitFor()
  })

  it('says at its field that an address is taken, and that a name can’t be used', async () => {
    await using opened = await stage.open()
    const { page } = opened
    const email = freshEmail()
    await stage.server.post('/auth/register', { email, password })
    await page.goto('/register')
    await page.getByLabel('Email address').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText('There is an account with this address already').waitFor()
    await page.getByLabel('Email address').fill('nobody@nowhere.1')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText('Enter an address that mail can reach').waitFor()
    expect(await page.locator(':focus').getAttribute('name')).toBe('email')
    expect(await page.getByLabel('Email address').getAttribute('aria-invalid')).toBe('true')
  })
})

describe('a server whose API is elsewhere', () => {
  const stage = prepareStage({ mail: 'none', basePath: '/api/v1/auth' })

  it('has the same pages', async () => {
    await using opened = await stage.open()
    const { page } = opened
    await page.goto('/register')
    await page.getByLabel('Email address').fill(freshEmail())
    await page.getByLabel('Password', { exact: true }).fill(password)
    const sent = page.waitForRequest('**/api/v1/auth/register')
    await page.getByRole('button', { name: 'Create account' }).click()
    await sent
    await page.getByRole('list', { name: 'Devices' }).waitFor()
    await page.reload()
    await page.getByRole('list', { name: 'Devices' }).waitFor()
  })
})

describe('a server with a name', () => {
  const siteName = 'Ann & <b>Bob</b>’s Donaudampfschifffahrtsgesellschaftskapitänskajüte'
  const stage = prepareStage({ siteName })

  it('is called by it on every page, and by no other before', async () => {
    await using opened = await stage.open({ viewport: { width: 390, height: 844 } })
    const { page } = opened
    const fits = (): Promise<boolean> => page.evaluate('document.documentElement.scrollWidth <= innerWidth')
    const title = async (): Promise<string> => (await page.request.get('/sign-in')).text()
    expect(await title()).toContain('<title>Ann &amp; &lt;b>Bob&lt;/b>’s Donau')
    await page.goto('/sign-in')
    await page.getByRole('banner').getByText(siteName).waitFor()
    expect(await page.title()).toBe(`Sign in · ${siteName}`)
    await arrive(page, stage.server)
    await page.getByRole('banner').getByText(siteName).waitFor()
    expect(await page.title()).toBe(`Your devices · ${siteName}`)
    expect(await fits()).toBe(true)
    for (const [path, heading] of [
      ['/outbox', 'Outbox'],
      ['/try', 'Try the API'],
      ['/nowhere', 'There is nothing here'],
    ] as const) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      await page.getByRole('link', { name: siteName }).waitFor()
      expect(await page.title()).toContain(` · ${siteName}`)
      expect(await fits()).toBe(true)
    }
    opened.complaints.splice(0) // the browser tells of the 404
  })
})

describe('a server that takes no new accounts', () => {
  const stage = prepareStage({ registration: 'closed' })

  it('says so, and offers none', async () => {
    await using opened = await stage.open()
    const { page } = opened
    await page.goto('/register')
    await page.getByText('New accounts can’t be created here').waitFor()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    expect(await page.getByRole('link', { name: 'Create an account' }).count()).toBe(0)
  })
})

describe('a browser that reports', () => {
  const stage = prepareStage()
  const american = /here since [A-Z][a-z]+ \d+, \d{4}/
  const british = /here since \d+ [A-Z][a-z]+ \d{4}/

  it.each([
    // What Chromium says where the system has no locale; it is no language tag.
    ['en-US@posix', american],
    ['C', american],
    ['en-US', american],
    ['en-GB', british],
    ['de-DE', british],
  ])('the language %s has its pages, with dates that fit', async (locale, date) => {
    await using opened = await stage.open({ locale })
    const { page } = opened
    await arrive(page, stage.server)
    expect(await page.evaluate('navigator.language')).toBe(locale)
    await page.getByRole('link', { name: 'Profile' }).click()
    await page.getByText(date).waitFor()
  })
})

it('the browser of these tests reports American English on every machine', async () => {
  await using browser = await launchBrowser()
  const page = await browser.newPage()
  expect(await page.evaluate('navigator.languages.join()')).toBe('en-US')
})
