import { expect, it } from 'vitest'
import { enter, freshEmail, newPerson } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'

const stage = prepareStage()

it('what is wrong with a password takes the place of how long it is', async () => {
  await using opened = await stage.open()
  const { page } = opened
  await page.goto('/register')
  const field = page.getByLabel('Password', { exact: true })
  const said = async (): Promise<string> =>
    page.locator(`[id="${await field.getAttribute('aria-describedby')}"]`).innerText()
  await page.getByLabel('Email address').fill(freshEmail())
  await field.fill('passwordpassword')
  expect(await said()).toBe('Long enough')
  await page.keyboard.press('Enter')
  await page.getByText('attackers try first').waitFor()
  expect(await said()).toContain('attackers try first')
  expect(await page.getByText('Long enough', { exact: true }).count()).toBe(0)
  await field.fill('passwordpassword2')
  expect(await said()).toBe('Long enough')
})

it('says of an address and of a password at once that they can’t be used', async () => {
  await using opened = await stage.open()
  const { page } = opened
  await page.goto('/register')
  await page.getByLabel('Email address').fill('ada')
  await page.getByLabel('Password', { exact: true }).fill('short')
  await page.keyboard.press('Enter')
  await page.getByText('Enter an address that mail can reach').waitFor()
  await page.getByText('Use at least 15 characters').waitFor()
  expect(await page.locator(':focus').getAttribute('name')).toBe('email')
})

it('tells that Caps Lock is on, as long as it matters', async () => {
  await using opened = await stage.open()
  const { page } = opened
  await page.goto('/sign-in')
  const field = page.getByLabel('Password', { exact: true })
  const note = page.getByRole('status').getByText('Caps Lock is on')
  const type = (modifierCapsLock: boolean): Promise<void> =>
    field.dispatchEvent('keyup', { key: 'A', modifierCapsLock })
  await field.focus()
  await type(true)
  await note.waitFor()
  await type(false)
  expect(await note.count()).toBe(0)
  await type(true)
  await page.getByLabel('Email address').focus()
  expect(await note.count()).toBe(0)
})

it('a message that appears does not move the page', async () => {
  await using opened = await stage.open()
  const { page } = opened
  await page.goto('/sign-in')
  const heading = page.getByRole('heading', { level: 1 })
  const before = await heading.boundingBox()
  await enter(page, await newPerson(stage.server), 'not the password')
  await page.getByRole('alert').waitFor()
  expect(await heading.boundingBox()).toEqual(before)
})
