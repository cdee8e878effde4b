import { expect, it } from 'vitest'
import { arrive, newPerson, password, signIn } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'

const stage = prepareStage()

it('a notice stays while it is pointed at or has the focus, and leaves the focus to the content', async () => {
  await using opened = await stage.open()
  const { page } = opened
  await page.clock.install()
  await arrive(page, stage.server)
  await page.goto('/profile')
  await page.getByRole('button', { name: 'Change name' }).click()
  await page.keyboard.press('Enter')
  const notice = page.getByText('Your name is saved')
  await notice.hover()
  await page.clock.runFor(30_000)
  expect(await notice.count()).toBe(1)
  await page.getByRole('button', { name: 'Dismiss' }).focus()
  await page.mouse.move(0, 0)
  await page.clock.runFor(30_000)
  expect(await notice.count()).toBe(1)
  await page.keyboard.press('Enter')
  await page.clock.runFor(100)
  expect(await notice.count()).toBe(0)
  await page.locator('main:focus').waitFor()

  await page.getByRole('button', { name: 'Change name' }).click()
  await page.keyboard.press('Enter')
  await notice.waitFor()
  await page.clock.runFor(11_000)
  expect(await notice.count()).toBe(0)
})

it('the first of more activities has the focus when the button that brought them is gone', async () => {
  await using opened = await stage.open()
  const { page } = opened
  await arrive(page, stage.server)
  for (let name = 0; name < 9; name++) {
    const headers = { origin: stage.server.url }
    await page.request.patch('/auth/user', { data: { name: `Nora ${name}` }, headers })
  }
  await page.goto('/security')
  await page.getByRole('button', { name: 'Show more' }).press('Enter')
  await page.locator('li:nth-child(9):focus').waitFor()
})

it('the content has the focus when the server was reached again', async () => {
  await using opened = await stage.open()
  const { page } = opened
  await arrive(page, stage.server)
  await page.route('**/auth/activity', (route) => route.abort())
  await page.getByRole('link', { name: 'Security' }).click()
  const again = page.getByRole('button', { name: 'Try again' })
  await again.waitFor()
  await page.unroute('**/auth/activity')
  await again.press('Enter')
  await page.getByRole('heading', { level: 3, name: 'Signed in' }).waitFor()
  await page.locator('main:focus').waitFor()
})

it('a dialog is described by what will happen, and not by its own buttons', async () => {
  const email = await newPerson(stage.server)
  await using other = await stage.open()
  await signIn(other.page, email)
  await using opened = await stage.open()
  const { page } = opened
  await signIn(page, email)
  const described = async (role: 'dialog' | 'alertdialog'): Promise<string | null> => {
    const id = await page.getByRole(role).getAttribute('aria-describedby')
    return page.locator(`[id="${id}"]`).textContent()
  }
  await page.getByRole('button', { name: 'End all other sessions' }).click()
  expect(await described('alertdialog')).toMatch(
    /^Chrome on LinuxIt is signed out at once.*can’t be undone\.$/,
  )
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Rename' }).first().click()
  expect(await described('dialog')).toBe('Chrome on Linux. Only you see the name.')
})

it('a dialog that opens over another is the only one to be seen, and gives back the focus', async () => {
  await using opened = await stage.open()
  const { page } = opened
  const email = await arrive(page, stage.server)
  stage.server.clock.advance(11 * 60_000)
  await page.goto('/profile')
  await page.getByRole('button', { name: 'Delete my account' }).click()
  await page.keyboard.type(email)
  await page.keyboard.press('Enter')
  const below = page.locator('dialog', { hasText: 'Delete your account?' })
  const above = page.getByRole('dialog', { name: 'Confirm that it’s you' })
  await above.waitFor()
  expect(await below.isVisible()).toBe(false)
  expect(await page.locator(':focus').getAttribute('name')).toBe('password')
  await page.keyboard.press('Escape')
  await below.waitFor()
  expect(await above.count()).toBe(0)
  expect(await below.locator(':focus').count()).toBe(1)

  await page.getByRole('button', { name: 'Delete for good' }).click()
  await above.waitFor()
  expect(await below.isVisible()).toBe(false)
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.getByText('Your account is deleted').waitFor()
})
