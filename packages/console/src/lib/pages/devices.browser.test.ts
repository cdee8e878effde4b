import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { arrive, enter, newPerson, signIn } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'

const stage = prepareStage()

const phone =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Mobile Safari/537.36'

const rows = (page: Page): Promise<string[]> =>
  page.getByRole('list', { name: 'Devices' }).locator('h2').allInnerTexts()
const focused = (page: Page): Promise<string | null> =>
  page.evaluate(`document.activeElement.ariaLabel ?? document.activeElement.textContent`)

describe('my devices', () => {
  it('marks this one, says what and when the others are, and names one', async () => {
    const email = await newPerson(stage.server)
    await using other = await stage.open({ userAgent: phone })
    await signIn(other.page, email)
    stage.server.clock.advance(3 * 60_000)
    await using opened = await stage.open()
    const { page } = opened
    await page.clock.setFixedTime(stage.server.clock.now())
    await signIn(page, email)
    expect((await rows(page)).map((row) => row.replaceAll(/\s+/g, ' ').trim())).toEqual([
      expect.stringMatching(/ on Linux This device$/),
      'Chrome on Android',
    ])
    const row = page.getByRole('listitem').filter({ hasText: 'Android' })
    expect(await row.innerText()).toContain('This machine')
    expect(await row.innerText()).toContain('Last seen 3 minutes ago · signed in 3 minutes ago')

    await page.getByRole('button', { name: 'Rename Chrome on Android' }).click()
    expect(await page.locator(':focus').getAttribute('name')).toBe('name')
    await page.keyboard.type('The phone <b>in my pocket</b>')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('is called “The phone <b>in my pocket</b>” now').waitFor()
    expect((await rows(page))[1]).toBe('The phone <b>in my pocket</b>')
    expect(await focused(page)).toBe('Rename The phone <b>in my pocket</b>')

    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Name' }).fill('')
    await page.keyboard.press('Enter')
    await page.getByText('is called “Chrome on Android” now').waitFor()
    expect((await rows(page))[1]).toBe('Chrome on Android')

    await page.clock.setFixedTime(stage.server.clock.now() + 40 * 24 * 3_600_000)
    await page.reload()
    await row.getByText(/^Last seen on \w+ \d+, \d{4} · signed in on \w+ \d+, \d{4}$/).waitFor()
  })

  it('ends one after a question that begins at the way back; its page goes to the sign-in', async () => {
    const email = await newPerson(stage.server)
    await using other = await stage.open({ userAgent: phone })
    await signIn(other.page, email)
    await other.page.clock.install()
    await other.page.goto('/profile')
    await other.page.getByRole('heading', { level: 1, name: 'Your profile' }).waitFor()
    await using opened = await stage.open()
    const { page } = opened
    await signIn(page, email)

    const end = page.getByRole('button', { name: 'End session of Chrome on Android' })
    await end.press('Enter')
    const dialog = page.getByRole('alertdialog', { name: 'End this session?' })
    expect(await dialog.innerText()).toContain('It is signed out at once')
    expect(await dialog.innerText()).toContain('Chrome on Android')
    expect(await focused(page)).toBe('Keep it signed in')
    await page.keyboard.press('Enter')
    expect(await dialog.count()).toBe(0)
    expect(await focused(page)).toBe('End session of Chrome on Android')
    expect((await rows(page)).length).toBe(2)

    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('End session')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('“Chrome on Android” is signed out').waitFor()
    await page.locator('ul[aria-label=Devices]:focus').waitFor()
    expect((await rows(page)).length).toBe(1)
    await page.getByText('You are signed in nowhere else').waitFor()

    // Nothing asks the server on the other page until somebody touches it.
    await other.page.clock.fastForward(11_000)
    await other.page.keyboard.press('Tab')
    await other.page.getByText('This session was ended').waitFor()
    expect(new URL(other.page.url()).pathname).toBe('/sign-in')
    expect(await other.page.locator('body').innerText()).not.toContain('Nora')
  })

  it('ends all others at once, and says so when one has ended meanwhile', async () => {
    const email = await newPerson(stage.server)
    await using first = await stage.open({ userAgent: phone })
    await using second = await stage.open()
    await using opened = await stage.open()
    for (const { page } of [first, second, opened]) await signIn(page, email)
    const { page } = opened
    await page.getByRole('button', { name: 'End session of Chrome on Android' }).waitFor()
    await first.page.getByRole('button', { name: 'Sign out' }).click()
    await first.page.getByText('You are signed out').waitFor()
    await page.getByRole('button', { name: 'End session of Chrome on Android' }).click()
    await page.getByRole('button', { name: 'End session', exact: true }).click()
    await page.getByText('“Chrome on Android” is signed out').waitFor()

    await page.getByRole('button', { name: 'End all other sessions' }).click()
    await page.getByRole('button', { name: 'End 1 session' }).click()
    await page.getByText('All your other devices are signed out').waitFor()
    expect((await rows(page)).length).toBe(1)
    await second.page.reload()
    await second.page.waitForURL(/sign-in/)
  })

  it('can be left by the Escape key, but not while it is under way', async () => {
    const email = await newPerson(stage.server)
    await using other = await stage.open({ userAgent: phone })
    await signIn(other.page, email)
    await using opened = await stage.open()
    const { page } = opened
    await signIn(page, email)
    await page.getByRole('button', { name: 'End all other sessions' }).click()
    await page.keyboard.press('Escape')
    expect(await page.getByRole('alertdialog').count()).toBe(0)
    expect(await focused(page)).toBe('End all other sessions')
    expect((await rows(page)).length).toBe(2)

    const held = Promise.withResolvers<void>()
    await page.route('**/auth/sessions?except=current', async (route) => {
      await held.promise
      await route.continue()
    })
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'End 1 session' }).click()
    await page.getByRole('button', { name: 'Ending…' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Keep them' }).click({ force: true })
    expect(await page.getByRole('alertdialog').count()).toBe(1)
    held.resolve()
    await page.getByText('All your other devices are signed out').waitFor()
  })
})

describe('a page that is open', () => {
  it('asks the server nothing while it lies there, and goes to the sign-in when its time is over', async () => {
    await using opened = await stage.open()
    const { page } = opened
    await page.clock.install({ time: stage.server.clock.now() })
    await arrive(page, stage.server)
    let requests = 0
    page.on('request', () => {
      requests += 1
    })
    await page.clock.fastForward('29:00')
    expect(requests).toBe(0)
    stage.server.clock.advance(31 * 60_000)
    await page.clock.fastForward('02:00')
    await page.getByRole('heading', { level: 1, name: 'Welcome back' }).waitFor()
    expect(await page.locator('body').innerText()).not.toContain('Nora')
  })

  it('follows a sign-out, and a sign-in as somebody else, in another tab at once', async () => {
    await using opened = await stage.open()
    const { page } = opened
    await arrive(page, stage.server)
    await page.getByRole('link', { name: 'Profile' }).click()
    const tab = await page.context().newPage()
    await tab.goto('/devices')
    await tab.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await signIn(tab, await newPerson(stage.server, 'Otto Berg'))
    await page.getByText('Otto Berg').first().waitFor()
    expect(await page.locator('body').innerText()).not.toContain('Nora')
  })

  it('whose session has expired comes back to its place after the sign-in', async () => {
    await using opened = await stage.open()
    const { page } = opened
    const email = await arrive(page, stage.server)
    stage.server.clock.advance(12 * 3_600_000)
    await page.getByRole('link', { name: 'Security' }).click()
    await page.getByText('Your session has expired').waitFor()
    expect(page.url()).toContain('/sign-in?next=%2Fsecurity')
    await page.getByLabel('Email address').fill(email)
    await page.getByLabel('Password', { exact: true }).fill('a quiet place by the sea')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Your security' }).waitFor()
  })

  it('shows the next person nothing of the one before, however long the server takes', async () => {
    await using opened = await stage.open()
    const { page } = opened
    await arrive(page, stage.server)
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('The secret laptop of Nora')
    await page.keyboard.press('Enter')
    await page.getByText('is called').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out').waitFor()
    await page.route('**/auth/sessions', () => {})
    await enter(page, await newPerson(stage.server, 'Otto Berg'))
    await page.getByText('Loading your devices').waitFor({ state: 'attached' })
    expect(await page.locator('body').innerText()).not.toContain('Nora')
  })
})
