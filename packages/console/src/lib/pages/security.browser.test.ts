import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { arrive, enter, freshEmail, newPerson, password, signIn } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'

const stage = prepareStage()
const next = `${password}, again`

async function changePassword(page: Page, current: string, { keep = false } = {}): Promise<void> {
  await page.goto('/security')
  await page.getByRole('region', { name: 'Password' }).getByRole('button', { name: 'Change' }).click()
  await page.getByLabel('Current password', { exact: true }).fill(current)
  await page.getByLabel('New password', { exact: true }).fill(next)
  if (keep) await page.getByLabel('Keep my other devices signed in').check()
  await page.getByRole('button', { name: 'Change password' }).click()
}

describe('a new password', () => {
  it.each([
    { keep: false, said: 'your other devices are signed out', other: '/sign-in' },
    { keep: true, said: 'Your other devices stay signed in', other: '/devices' },
  ])('signs the other devices out unless they are kept: kept $keep', async ({ keep, said, other }) => {
    const email = await newPerson(stage.server)
    await using elsewhere = await stage.open()
    await signIn(elsewhere.page, email)
    await using opened = await stage.open()
    const { page } = opened
    await signIn(page, email)
    await changePassword(page, password, { keep })
    await page.getByRole('status').getByText(said).waitFor()
    expect(await page.locator(':focus').textContent()).toBe('Change password')
    await page.getByText('Password changed').first().waitFor()
    await elsewhere.page.reload()
    await elsewhere.page.waitForURL(other)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out').waitFor()
    await enter(page, email, next)
    await page.getByRole('list', { name: 'Devices' }).waitFor()
  })

  it('says at each field what is wrong with it', async () => {
    await using opened = await stage.open()
    const { page } = opened
    await arrive(page, stage.server)
    await changePassword(page, 'not the password')
    await page.getByText('This is not your password').waitFor()
    expect(await page.locator(':focus').getAttribute('name')).toBe('current')
    await page.getByLabel('Current password', { exact: true }).fill(password)
    await page.getByLabel('New password', { exact: true }).fill('passwordpassword')
    await page.keyboard.press('Enter')
    await page.getByText('attackers try first').waitFor()
    expect(await page.locator(':focus').getAttribute('name')).toBe('next')
    await page.getByLabel('New password', { exact: true }).fill('short')
    await page.keyboard.press('Enter')
    await page.getByText('Use at least 15 characters').waitFor()
    expect(await page.locator('input[autocomplete=username]').inputValue()).toContain('@mail.example.com')
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.locator(':focus').textContent()).toBe('Change password')
  })
})

describe('another address', () => {
  it('asks for the password when the sign-in is too long ago, and counts once its link was opened', async () => {
    await using opened = await stage.open()
    const { page } = opened
    await arrive(page, stage.server)
    stage.server.clock.advance(11 * 60_000)
    await page.goto('/security')
    const address = freshEmail()
    const section = page.getByRole('region', { name: 'Email address' })
    await section.getByRole('button', { name: 'Change' }).click()
    await page.getByLabel('New email address').fill(address)
    await page.keyboard.press('Enter')

    const dialog = page.getByRole('dialog', { name: 'Confirm that it’s you' })
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    expect(await dialog.count()).toBe(0)
    expect(await page.getByLabel('New email address').inputValue()).toBe(address)

    await page.getByRole('button', { name: 'Change address' }).click()
    await dialog.waitFor()
    await page.keyboard.type('not the password')
    await page.keyboard.press('Enter')
    await dialog.getByText('This is not your password').waitFor()
    await dialog.getByRole('textbox').fill(password)
    await page.keyboard.press('Enter')
    await page.getByText(`open the link that we sent to ${address}`).waitFor()

    await page.goto(await stage.server.mailedLink(address, '/verify'))
    await page.getByRole('button', { name: 'Confirm my address' }).click()
    await page.getByRole('link', { name: 'Go to your account' }).click()
    await page.getByRole('main').getByText(address).waitFor()
  })
})

describe('recent activity', () => {
  it('tells the newest first, and more on demand', async () => {
    await using opened = await stage.open()
    const { page } = opened
    await arrive(page, stage.server)
    for (let name = 0; name < 9; name++) {
      await page.request.patch('/auth/user', {
        data: { name: `Nora ${name}` },
        headers: { origin: stage.server.url },
      })
    }
    await page.goto('/security')
    const lines = page.getByRole('region', { name: 'Recent activity' }).getByRole('listitem')
    await lines.first().waitFor()
    expect(await lines.count()).toBe(8)
    expect(await lines.first().innerText()).toContain('Name changed')
    await page.getByRole('button', { name: 'Show more' }).click()
    expect(await lines.count()).toBeGreaterThan(10)
    expect(await lines.last().innerText()).toContain('Account created')
  })
})
