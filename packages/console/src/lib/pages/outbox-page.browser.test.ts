import { describe, expect, it } from 'vitest'
import { examine } from '../browser/examine.test-support.ts'
import { freshEmail, password } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'
import { tabStops } from '../browser/tab-stops.test-support.ts'

// The server's own page, tried here because the pages of the console are: the same browser, the same checker.
const stage = prepareStage()
const locale = 'en-GB'

/** Asks for an account. Resolves when its mail is in the outbox. */
async function askForAccount(name: string): Promise<string> {
  const email = freshEmail()
  await stage.server.post('/auth/register', { email, password, name })
  await stage.server.mailedLink(email, '/verify')
  return email
}

describe('the outbox', () => {
  it('says that it is empty, and what fills it', async () => {
    await using opened = await stage.open({ locale })
    const { page } = opened
    await page.goto('/outbox')
    expect(await page.getByText('No mail yet').textContent()).toContain('Create an account')
    expect(await examine(page)).toEqual([])
    await page.getByRole('link', { name: 'Create an account' }).click()
    await page.getByRole('heading', { level: 1, name: 'Create an account' }).waitFor()
  })

  it('shows a mail when it is looked at again, and its link leads to the account, all by keyboard', async () => {
    await using opened = await stage.open({ locale })
    const { page } = opened
    await page.goto('/outbox')
    const email = await askForAccount('Nora Lind')
    await page.getByRole('link', { name: 'Look again' }).focus()
    await page.keyboard.press('Enter')
    const mail = page.getByRole('listitem').filter({ hasText: email })
    await mail.getByRole('heading', { level: 2, name: 'Confirm your address' }).waitFor()
    const link = await stage.server.mailedLink(email, '/verify')
    const stops = await tabStops(page)
    expect(stops.slice(0, 4)).toEqual(['Skip to the content', 'Sojourn', 'Look again', link])

    await mail.getByRole('link').focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Password', { exact: true }).focus()
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.getByRole('list', { name: 'Devices' }).waitFor()
  })

  it.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 1280 },
    { colorScheme: 'light', width: 390 },
    { colorScheme: 'dark', width: 390 },
  ] as const)('can be read and used, $colorScheme, $width wide', async ({ colorScheme, width }) => {
    await using opened = await stage.open({ locale, colorScheme, viewport: { width, height: 844 } })
    const { page } = opened
    await askForAccount('Nora Lind')
    await page.goto('/outbox')
    await page.getByRole('listitem').first().waitFor()
    expect(await examine(page)).toEqual([])
    const path = `${process.env.SHOTS}/outbox-${colorScheme}-${width}.png`
    if (process.env.SHOTS) await page.screenshot({ path, fullPage: true })
  })
})
