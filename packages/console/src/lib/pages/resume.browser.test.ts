import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { arrive, enter, newPerson, password } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'

const stage = prepareStage()
const tooLong = 31 * 60_000

const sessionCookie = async (page: Page): Promise<string> => {
  const found = (await page.context().cookies()).find(({ name }) => /^sojourn-\d+$/.test(name))
  if (!found) throw new Error('the browser has no session')
  return found.value
}

describe('after a long pause', () => {
  it('the password alone leads back to where the person was, in the same session', async () => {
    await using opened = await stage.open()
    const { page } = opened
    const email = await arrive(page, stage.server)
    await page.goto('/security')
    await page.getByText('Recent activity').waitFor()
    await page.getByText('Signed in').first().waitFor()
    const before = await sessionCookie(page)
    stage.server.clock.advance(tooLong)
    await page.getByRole('link', { name: 'Devices' }).click()
    await page.getByRole('heading', { level: 1, name: 'Welcome back' }).waitFor()
    expect(await page.locator('body').textContent()).not.toContain(email)
    await page.getByLabel('Password', { exact: true }).fill(`${password}, but wrong`)
    await page.keyboard.press('Enter')
    await page.getByText('This is not your password').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Your devices' }).waitFor()
    expect(await sessionCookie(page)).not.toBe(before)
    await page.getByText('This device').waitFor()
    expect(await page.getByText('End session').count()).toBe(0)
  })

  it('also a page that is loaded anew asks for it, and somebody else signs in instead', async () => {
    const other = await newPerson(stage.server)
    await using opened = await stage.open()
    const { page } = opened
    await arrive(page, stage.server)
    stage.server.clock.advance(tooLong)
    await page.goto('/devices')
    await page.getByRole('heading', { level: 1, name: 'Welcome back' }).waitFor()
    await page.getByRole('button', { name: 'Sign in with another account' }).click()
    await enter(page, other)
    await page.getByRole('heading', { level: 1, name: 'Your devices' }).waitFor()
    await page.goto('/profile')
    await page.getByText(other).waitFor()
  })
})
