import type { Page } from 'playwright-core'
import type { LiveServer } from './live-server.test-support.ts'

export const password = 'a quiet place by the sea'

let count = 0

/** An address that nobody has used yet. */
export function freshEmail(): string {
  count += 1
  return `a.person.with.a.rather.long.name.${count}@mail.example.com`
}

/** Creates an account through the pages, and confirms its address. */
export async function register(page: Page, server: LiveServer, name = 'Nora Lind'): Promise<string> {
  const email = freshEmail()
  await page.goto('/register')
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor()
  await page.goto(await server.mailedLink(email, '/verify'))
  await page.getByRole('button', { name: 'Confirm my address' }).click()
  await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor()
  return email
}

/** Fills in the sign-in page that is open, and sends it. */
export async function enter(page: Page, email: string, secret = password): Promise<void> {
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Signs in through the pages. */
export async function signIn(page: Page, email: string, secret = password): Promise<void> {
  await page.goto('/sign-in')
  await enter(page, email, secret)
  await page.getByRole('list', { name: 'Devices' }).waitFor()
}
