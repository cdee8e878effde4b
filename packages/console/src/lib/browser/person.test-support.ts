import type { Page } from 'playwright-core'
import type { LiveServer } from './live-server.test-support.ts'

export const password = 'a quiet place by the sea'

let count = 0

/** An address that nobody has used yet. */
export function freshEmail(): string {
  count += 1
  return `a.person.with.a.rather.long.name.${count}@mail.example.com`
}

/** Makes an account, past the pages. */
export async function newPerson(server: LiveServer, name = 'Nora Lind'): Promise<string> {
  const email = freshEmail()
  await server.post('/auth/register', { email, password, name })
  const [, code] = (await server.mailedLink(email, '/verify')).split('#code=')
  // That signs in: nobody is, afterwards.
  const cookie = await server.post('/auth/verify', { code, password })
  await server.post('/auth/logout', {}, cookie)
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

/** Signs a new person in. */
export async function arrive(page: Page, server: LiveServer): Promise<string> {
  const email = await newPerson(server)
  await signIn(page, email)
  return email
}
