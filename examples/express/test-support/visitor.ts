import type { Page } from 'playwright-core'

export const password = 'a quiet place by the sea'

let count = 0

/** An address that nobody has used yet. */
export function freshEmail(): string {
  count += 1
  return `apersonwithaverylongname${count}@mail.example.com`
}

export async function register(page: Page, url: string, name = 'Nora Lind'): Promise<string> {
  const email = freshEmail()
  await page.goto(`${url}/register`)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('status').waitFor()
  return email
}

export async function signIn(page: Page, url: string, email: string, secret = password): Promise<void> {
  await page.goto(`${url}/sign-in?next=/account/devices`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForLoadState()
}
