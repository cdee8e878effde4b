import { describe, expect, it } from 'vitest'
import { arrive, enter, freshEmail, newPerson, password, signIn } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'

const stage = prepareStage()

describe('after the sign-in', () => {
  it('comes to the page that was asked for', async () => {
    const email = await newPerson(stage.server)
    await using opened = await stage.open()
    const { page } = opened
    await page.goto('/security')
    await page.waitForURL('/sign-in?next=%2Fsecurity')
    await page.getByRole('link', { name: 'Create an account' }).click()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await enter(page, email)
    await page.getByRole('heading', { level: 1, name: 'Your security' }).waitFor()
    await page.goBack()
    expect(new URL(page.url()).pathname).not.toBe('/sign-in')
  })

  it('comes to no place that a link made up', async () => {
    await using opened = await stage.open()
    const { page } = opened
    await arrive(page, stage.server)
    const places = [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/devices/../..//evil',
    ]
    for (const place of [...places, '/devices@evil.example', '/auth/logout', '/sign-in', '', '/DEVICES']) {
      await page.goto(`/sign-in?next=${encodeURIComponent(place)}`)
      await page.waitForURL('/devices')
    }
  })
})

describe('a mailed code', () => {
  it('is out of the address bar before the page asks the server for anything, also in a tab that was open', async () => {
    await using opened = await stage.open()
    const { page } = opened
    const addresses: string[] = []
    page.on('request', (request) => addresses.push(`${request.url()} ${request.headers().referer ?? ''}`))
    await page.goto('/verify#code=first-code')
    await page.getByRole('button', { name: 'Confirm and sign in' }).waitFor()
    expect(page.url()).toBe(`${stage.server.url}/verify`)

    const sent = page.waitForRequest('**/auth/verify')
    await page.evaluate(`location.hash = 'code=second-code&for=email'`)
    await page.waitForURL(/verify$/)
    await page.getByRole('button', { name: 'Confirm my address' }).click()
    expect((await sent).postDataJSON()).toEqual({ code: 'second-code' })
    await page.getByRole('alert').waitFor()
    expect(addresses.filter((address) => address.includes('-code'))).toEqual([])
    expect(await page.evaluate('history.length')).toBeLessThan(4)
  })

  it('sets a new password once, and ends every session', async () => {
    await using first = await stage.open()
    await using second = await stage.open()
    const email = await arrive(first.page, stage.server)
    const { page } = second
    await page.goto('/forgot')
    await page.getByLabel('Email address').fill(email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.getByRole('link', { name: 'Open the outbox' }).waitFor()
    const link = await stage.server.mailedLink(email, '/reset')
    await page.goto(link)
    await page.getByLabel('New password', { exact: true }).fill(`${password}, again`)
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByText('you are signed out everywhere').waitFor()
    await enter(page, email, `${password}, again`)
    await page.getByRole('list', { name: 'Devices' }).waitFor()

    await first.page.getByRole('link', { name: 'Security' }).click()
    await first.page.getByText('This session was ended').waitFor()
    await first.page.goto(link)
    await first.page.getByLabel('New password', { exact: true }).fill(`${password}, a third time`)
    await first.page.getByRole('button', { name: 'Set the password' }).click()
    await first.page.getByText('This link was used already').waitFor()
  })
})

describe('the form', () => {
  it('is sent once, however often it is pressed', async () => {
    const email = await newPerson(stage.server)
    await using opened = await stage.open()
    const { page } = opened
    let requests = 0
    const held = Promise.withResolvers<void>()
    await page.route('**/auth/login', async (route) => {
      requests += 1
      await held.promise
      await route.continue()
    })
    await page.goto('/sign-in')
    await enter(page, email)
    await page.getByRole('button', { name: 'Signing in…' }).click({ force: true })
    await page.getByLabel('Password', { exact: true }).press('Enter')
    held.resolve()
    await page.getByRole('list', { name: 'Devices' }).waitFor()
    expect(requests).toBe(1)
  })

  it('keeps what was typed, and puts the focus on what is wrong', async () => {
    const email = await newPerson(stage.server)
    await using opened = await stage.open()
    const { page } = opened
    await page.goto('/sign-in')
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect(await page.locator(':focus').getAttribute('name')).toBe('email')
    const described = await page.locator(':focus').getAttribute('aria-describedby')
    expect(await page.locator(`[id="${described}"]`).innerText()).toBe('Enter your email address.')
    await enter(page, email, 'not the password')
    await page.getByRole('alert').waitFor()
    expect(await page.locator(':focus').getAttribute('role')).toBe('alert')
    expect(await page.getByLabel('Email address').inputValue()).toBe(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.keyboard.press('Enter')
    await page.getByRole('list', { name: 'Devices' }).waitFor()
  })

  it('waits as long as the server asks, counts down, and then goes on', async () => {
    const email = await newPerson(stage.server)
    await using opened = await stage.open()
    const { page } = opened
    await page.clock.install()
    await page.goto('/sign-in')
    await enter(page, email, 'not the password')
    while ((await page.getByText('Too many attempts').count()) === 0) {
      const answered = page.waitForResponse('**/auth/login')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await answered
      await page.getByRole('alert').waitFor()
    }
    expect(await page.getByRole('alert').innerText()).toMatch(/in 30 seconds\.\s+0:(30|29)$/)
    expect(await page.getByRole('button', { name: 'Sign in' }).getAttribute('aria-disabled')).toBe('true')
    let requests = 0
    page.on('request', () => {
      requests += 1
    })
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByLabel('Password', { exact: true }).press('Enter')
    await page.clock.runFor(10_000)
    expect(await page.getByRole('alert').innerText()).toMatch(/0:(20|19)$/)
    expect(requests).toBe(0)
    await page.clock.runFor(21_000)
    stage.server.clock.advance(31_000)
    await page.getByText('You can try again now').waitFor()
    await page.getByLabel('Password', { exact: true }).press('Enter')
    await page.getByRole('list', { name: 'Devices' }).waitFor()
  })

  it('shows the password when asked, takes one that is pasted, and tells password managers what is what', async () => {
    await using opened = await stage.open({ permissions: ['clipboard-read', 'clipboard-write'] })
    const { page } = opened
    await page.goto('/register')
    const field = page.getByLabel('Password', { exact: true })
    await field.waitFor()
    await page.evaluate(`navigator.clipboard.writeText('a pasted password of some length')`)
    await field.focus()
    await page.keyboard.press('ControlOrMeta+V')
    expect(await field.inputValue()).toBe('a pasted password of some length')
    expect(await field.getAttribute('type')).toBe('password')
    await page.getByRole('button', { name: 'Show password' }).click()
    expect(await field.getAttribute('type')).toBe('text')
    expect(await page.getByRole('button', { name: 'Show password' }).getAttribute('aria-pressed')).toBe(
      'true',
    )
    expect(await field.getAttribute('autocomplete')).toBe('new-password')
    expect(await page.getByLabel('Email address').getAttribute('autocomplete')).toBe('username')
    await page.goto('/sign-in')
    expect(await field.getAttribute('autocomplete')).toBe('current-password')
  })
})

describe('after the sign-out', () => {
  it('the back button shows nothing of the person', async () => {
    await using opened = await stage.open()
    const { page } = opened
    const email = await arrive(page, stage.server)
    for (const name of ['Security', 'Profile']) {
      await page.getByRole('link', { name }).click()
      await page.getByRole('heading', { level: 1, name: `Your ${name.toLowerCase()}` }).waitFor()
    }
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    for (let step = 0; step < 2; step++) {
      await page.goBack()
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
      const shown = await page.locator('body').innerText()
      expect(shown).not.toContain(email)
      expect(shown).not.toContain('Nora')
    }
    await page.goto('/profile')
    await page.waitForURL('/sign-in?next=%2Fprofile')
  })

  it('a page that the browser kept whole for the back button asks again before it shows anything', async () => {
    await using opened = await stage.open()
    const { page } = opened
    await arrive(page, stage.server)
    // Past the page, which knows nothing of it.
    await page.request.post('/auth/logout', { data: {}, headers: { origin: stage.server.url } })
    const held = Promise.withResolvers<void>()
    await page.route('**/auth/session', async (route) => {
      await held.promise
      await route.continue()
    })
    // Playwright turns that cache of the browser off.
    await page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`)
    await page.getByText('Loading your account').waitFor({ state: 'attached' })
    expect(await page.locator('body').innerText()).not.toContain('Nora')
    held.resolve()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  })

  it('says so when the server could not be reached, and stays', async () => {
    await using opened = await stage.open()
    const { page } = opened
    await arrive(page, stage.server)
    await page.route('**/auth/logout', (route) => route.abort())
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are not signed out yet').waitFor()
    await page.unroute('**/auth/logout')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
  })
})

it('markup in a name is text, and a script that got in does not run', async () => {
  const email = await newPerson(stage.server, '<img src=x onerror="complain(1)">')
  await using opened = await stage.open()
  await using attacked = await stage.open()
  await signIn(opened.page, email)
  await opened.page.goto('/profile')
  await opened.page.getByRole('main').getByText('<img src=x').waitFor()
  await attacked.page.goto('/sign-in')
  await expect(attacked.page.addScriptTag({ content: 'window.owned = true' })).rejects.toThrow()
  expect(await attacked.page.evaluate('window.owned')).toBe(undefined)
  expect(attacked.complaints.splice(0).join()).toMatch(/script-src/)
})

it('a new account begins with the mail and its password, and is none before', async () => {
  await using opened = await stage.open()
  const { page } = opened
  const email = freshEmail()
  await page.goto('/register')
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { level: 1, name: 'Check your mail' }).waitFor()
  await page.reload()
  await page.getByText(email).waitFor()
  await page.getByRole('link', { name: 'Go to sign-in' }).click()
  await enter(page, email)
  await page.getByText('open the link in our mail first').waitFor()

  const link = await stage.server.mailedLink(email, '/verify')
  await page.goto(link)
  await page.getByLabel('Password', { exact: true }).fill('somebody else’s password')
  await page.keyboard.press('Enter')
  await page.getByText('This is not the password that you chose').waitFor()
  expect(await page.locator(':focus').getAttribute('name')).toBe('password')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'Devices' }).waitFor()

  await page.goto(link)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByText('This link was used already').waitFor()
})
