import type { Browser, Page } from 'playwright-core'
import type { LiveServer } from './live-server.test-support.ts'
import { arrive, enter, freshEmail, password, signIn } from './person.test-support.ts'

/** What a walk through the pages does at each of their states. */
export type Visit = (name: string) => Promise<void>

const phone =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Mobile Safari/537.36'

/** Every state of the pages of somebody who is not signed in. */
export async function visitOpenPages(page: Page, server: LiveServer, visit: Visit): Promise<void> {
  const button = (name: string): Promise<void> => page.getByRole('button', { name }).click()
  const field = (name: string, value: string): Promise<void> =>
    page.getByLabel(name, { exact: true }).fill(value)
  await page.goto('/register')
  await visit('register')
  await field('Password', 'password')
  await visit('register, too short')
  await button('Create account')
  await visit('register, refused here')
  await field('Email address', freshEmail())
  await field('Password', 'passwordpassword')
  await button('Create account')
  await page.getByText('attackers try first').waitFor()
  await visit('register, refused by the server')

  const email = freshEmail()
  await field('Email address', email)
  await field('Password', password)
  await button('Create account')
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor()
  await visit('check your mail')

  await page.goto('/verify')
  await visit('verify, without a code')
  await page.goto('/verify#code=of-nobody&for=email')
  await visit('verify another address')
  await button('Confirm my address')
  await page.getByRole('alert').waitFor()
  await visit('verify, an old code')
  await page.goto(await server.mailedLink(email, '/verify'))
  await field('Password', `${password}, but wrong`)
  await button('Confirm and sign in')
  await page.getByText('This is not the password that you chose').waitFor()
  await visit('verify a new account')
  await field('Password', password)
  await button('Confirm and sign in')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('You are signed out').waitFor()

  await page.goto('/forgot')
  await visit('forgot')
  await field('Email address', email)
  await button('Send the link')
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor()
  await visit('forgot, sent')
  await page.goto('/reset')
  await visit('reset, without a code')
  await page.goto(await server.mailedLink(email, '/reset'))
  await visit('reset')
  await field('New password', `${password}, again`)
  await button('Set the password')
  await page.getByText('Your password is changed').waitFor()
  await visit('sign-in, after a reset')

  await page.goto('/sign-in')
  await visit('sign-in')
  await button('Sign in')
  await visit('sign-in, empty')
  await enter(page, email, `${password}, but wrong`)
  await page.getByRole('alert').waitFor()
  await visit('sign-in, refused')
  while ((await page.getByText('Too many attempts').count()) === 0) {
    const answered = page.waitForResponse('**/auth/login')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await answered
    await page.getByRole('alert').waitFor()
  }
  await visit('sign-in, throttled')
}

/** Every state of the pages of somebody who is signed in. */
export async function visitAccountPages(
  page: Page,
  server: LiveServer,
  browser: Browser,
  visit: Visit,
): Promise<void> {
  const button = (name: string, exact = true): Promise<void> =>
    page.getByRole('button', { name, exact }).click()
  const link = (name: string): Promise<void> => page.getByRole('link', { name }).click()
  const email = await arrive(page, server)
  await visit('devices, this one only')
  const other = await browser.newContext({ baseURL: server.url, userAgent: phone })
  await signIn(await other.newPage(), email)
  await other.close()
  await page.reload()
  await page.getByRole('button', { name: 'End all other sessions' }).waitFor()
  await visit('devices')
  await button('Rename Chrome on Linux')
  await visit('devices, rename')
  await page
    .getByRole('textbox', { name: 'Name' })
    .fill('The laptop with a name that is as long as a name may be, and then some')
  await button('Save')
  await page.getByText('is called').waitFor()
  await visit('devices, renamed')
  await button('End session of', false)
  await visit('devices, end one')
  await button('Keep it signed in')
  await button('End all other sessions')
  await visit('devices, end all')
  await page.keyboard.press('Escape')

  await link('Security')
  await page.getByText('Signed in on a new device').first().waitFor()
  await visit('security')
  await button('Change password')
  await page.getByLabel('Current password', { exact: true }).fill(`${password}, but wrong`)
  await page.getByLabel('New password', { exact: true }).fill(`${password}, again`)
  await button('Change password')
  await page.getByText('This is not your password').waitFor()
  await visit('security, password refused')
  await button('Cancel')
  server.clock.advance(11 * 60_000)
  await button('Change email address')
  await page.getByLabel('New email address').fill(freshEmail())
  await visit('security, another address')
  await button('Change address')
  await page.getByRole('heading', { name: 'Confirm that it’s you' }).waitFor()
  await visit('security, who is it?')
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await button('Continue')
  await page.getByText('Check your mail').waitFor()
  await visit('security, address mailed')

  await link('Profile')
  await visit('profile')
  await button('Change name')
  await visit('profile, name')
  await button('Delete my account')
  await page.getByLabel('Type').fill('somebody else')
  await button('Delete for good')
  await visit('profile, delete')
  await page.keyboard.press('Escape')
}
