import { describe, expect, it } from 'vitest'
import { arrive, newPerson, password, signIn } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'
import { tabStops } from '../browser/tab-stops.test-support.ts'

const stage = prepareStage()

const frame = ['Skip to content', 'Sign out', 'Devices', 'Security', 'Profile']
const colours = 'As the device'

describe.each(['light', 'dark'] as const)('by keyboard alone, %s', (colorScheme) => {
  it('every stop before the sign-in can be seen, in the order of the page', async () => {
    await using opened = await stage.open({ colorScheme })
    const { page } = opened
    const walk = async (path: string): Promise<string[]> => {
      await page.goto('about:blank')
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      return tabStops(page)
    }
    expect(await walk('/sign-in')).toEqual([
      'Email address',
      'Password',
      'Show password',
      'Forgot your password?',
      'Sign in',
      'Create an account',
      colours,
    ])
    const names = ['Name', 'Email address', 'Password', 'Show password', 'Create account', 'Sign in', colours]
    expect(await walk('/register')).toEqual(names)
    expect(await walk('/forgot')).toEqual(['Email address', 'Send the link', 'Back to sign-in', colours])
    expect(await walk('/verify#code=x&for=email')).toEqual(['Confirm my address', 'Go to sign-in', colours])
    expect(await walk('/verify#code=x')).toEqual([
      'Password',
      'Show password',
      'Confirm and sign in',
      'Go to sign-in',
      colours,
    ])
    expect(await walk('/reset#code=x')).toEqual([
      'New password',
      'Show new password',
      'Set the password',
      'Send me a new link',
      colours,
    ])
  })

  it('every stop after the sign-in can be seen, and a dialog keeps the focus to itself', async () => {
    const email = await newPerson(stage.server)
    await using other = await stage.open()
    await signIn(other.page, email)
    await using opened = await stage.open({ colorScheme })
    const { page } = opened
    await signIn(page, email)
    const device = 'Chrome on Linux'
    const rows = [
      `Rename ${device}`,
      `Rename ${device}`,
      `End session of ${device}`,
      'End all other sessions',
    ]
    expect(await tabStops(page)).toEqual([...frame, ...rows, colours])
    await page.getByRole('button', { name: 'End all other sessions' }).press('Enter')
    expect(await tabStops(page)).toEqual(['Keep them signed in', 'End 1 session'])
    await page.keyboard.press('Escape')

    await page.getByRole('link', { name: 'Security' }).press('Enter')
    await page.getByText('This machine').first().waitFor()
    expect(await tabStops(page)).toEqual([...frame, 'Change email address', 'Change password', colours])
    await page.getByRole('link', { name: 'Profile' }).press('Enter')
    const main = ['Change name', 'Download', 'Delete my account']
    expect(await tabStops(page)).toEqual([...frame, ...main, colours])
    await page.getByRole('button', { name: 'Delete my account' }).press('Enter')
    expect(await tabStops(page)).toEqual([`Type ${email} to confirm`, 'Keep my account', 'Delete for good'])
  })
})

it('a whole stay works without a mouse', async () => {
  const email = await newPerson(stage.server)
  await using opened = await stage.open()
  const { page } = opened
  const heading = (): Promise<string> => page.locator('h1:focus').innerText()
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type(email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'Devices' }).waitFor()
  expect(await heading()).toBe('Your devices')
  expect(await page.title()).toBe('Your devices · Sojourn')

  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  expect(await heading()).toBe('Your profile')
  expect(await page.title()).toBe('Your profile · Sojourn')
  await page.reload()
  await page.getByRole('button', { name: 'Download' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  expect(await page.locator(':focus').textContent()).toBe('Change name')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  expect(await page.locator(':focus').innerText()).toBe('Sign out')
  await page.keyboard.press('Enter')
  await page.getByText('You are signed out').waitFor()
  expect(await heading()).toBe('Sign in')
})

describe('the colours', () => {
  it('follow the choice by the arrow keys, are kept in this browser, and outlive the sign-out', async () => {
    await using opened = await stage.open({ colorScheme: 'light' })
    const { page } = opened
    const background = (): Promise<string> =>
      page.evaluate(`getComputedStyle(document.documentElement).backgroundColor`)
    await arrive(page, stage.server)
    const light = await background()
    await page.getByRole('radio', { name: 'As the device' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await background()).toBe(light)
    await page.keyboard.press('ArrowRight')
    const dark = await background()
    expect(dark).not.toBe(light)
    await page.reload()
    await page.getByRole('list', { name: 'Devices' }).waitFor()
    expect(await background()).toBe(dark)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out').waitFor()
    await page.reload()
    await page.getByRole('radio', { name: 'Dark' }).waitFor()
    expect(await background()).toBe(dark)
  })
})

it('nothing moves for those who ask for less motion', async () => {
  await using opened = await stage.open({ reducedMotion: 'reduce' })
  const { page } = opened
  await page.route('**/auth/sessions', () => {})
  await page.goto('/sign-in')
  await page.getByLabel('Email address').fill(await newPerson(stage.server))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByText('Loading your devices').waitFor({ state: 'attached' })
  expect(await page.evaluate('document.getAnimations().length')).toBe(0)
})
