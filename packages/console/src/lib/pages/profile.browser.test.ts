import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { arrive, enter, newPerson, password, signIn } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'

const stage = prepareStage()

it('the name can be changed, and taken away', async () => {
  await using opened = await stage.open()
  const { page } = opened
  const email = await arrive(page, stage.server)
  await page.getByRole('link', { name: 'Profile' }).click()
  const change = page.getByRole('button', { name: 'Change' })
  await change.click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Åsa Ö. Lindqvist')
  await page.keyboard.press('Enter')
  await page.getByRole('status').getByText('Your name is saved').waitFor()
  await page.getByRole('banner').getByText('Åsa Ö. Lindqvist').waitFor()
  await change.click()
  await page.getByRole('textbox', { name: 'Name' }).fill('  ')
  await page.keyboard.press('Enter')
  await page.getByText('No name yet').waitFor()
  await page.getByRole('banner').getByText(email).waitFor()
})

it('the data comes as a file, after a recent sign-in only', async () => {
  await using opened = await stage.open()
  const { page } = opened
  const email = await arrive(page, stage.server)
  stage.server.clock.advance(11 * 60_000)
  await page.goto('/profile')
  await page.getByRole('button', { name: 'Download' }).click()
  await page.getByRole('dialog', { name: 'Confirm that it’s you' }).waitFor()
  const downloaded = page.waitForEvent('download')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  const file = await downloaded
  expect(file.suggestedFilename()).toMatch(/^sojourn-data-\d{4}-\d\d-\d\d\.json$/)
  const data = JSON.parse(readFileSync(await file.path(), 'utf8'))
  expect(data.account.email).toBe(email)
  expect(data.sessions.length).toBe(1)
  expect(JSON.stringify(data)).not.toMatch(/sj[sar]_/)
  await page.getByText('Your data is in your downloads').waitFor()
})

describe('deleting the account', () => {
  it('needs the address to be typed, and leaves nothing to sign in to', async () => {
    const email = await newPerson(stage.server)
    await using elsewhere = await stage.open()
    await signIn(elsewhere.page, email)
    await using opened = await stage.open()
    const { page } = opened
    await signIn(page, email)
    await page.goto('/profile')
    const open = page.getByRole('button', { name: 'Delete my account' })
    await open.click()
    const dialog = page.getByRole('alertdialog', { name: 'Delete your account?' })
    expect(await page.locator(':focus').getAttribute('name')).toBe('confirmation')
    let sent = 0
    page.on('request', (request) => {
      if (request.method() === 'DELETE') sent += 1
    })
    await page.keyboard.press('Enter')
    await dialog.getByText(`Type ${email} here.`).waitFor()
    await page.keyboard.type('somebody@else.example')
    await page.keyboard.press('Enter')
    await dialog.getByText('This is not your address').waitFor()
    expect(sent).toBe(0)
    await page.keyboard.press('Escape')
    expect(await page.locator(':focus').innerText()).toBe('Delete my account')

    await open.click()
    await page.keyboard.type(email.toUpperCase())
    await page.keyboard.press('Enter')
    await page.getByText('Your account is deleted').waitFor()
    expect(page.url()).toBe(`${stage.server.url}/sign-in`)
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await enter(page, email)
    await page.getByText('don’t go together').waitFor()
    await elsewhere.page.reload()
    await elsewhere.page.waitForURL('/sign-in')
  })
})
