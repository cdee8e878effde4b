import { expect, it } from 'vitest'
import { arrive, enter, newPerson, signIn } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'

const stage = prepareStage()

const unavailable = {
  status: 503,
  headers: { 'retry-after': '5' },
  contentType: 'application/problem+json',
  body: '{"code":"store/unavailable","status":503,"title":"","detail":"","type":""}',
}

it('a server that can’t be reached signs nobody out, and is asked again on demand', async () => {
  await using opened = await stage.open()
  const { page } = opened
  await page.clock.install()
  await arrive(page, stage.server)
  await page.route('**/auth/**', (route) => route.fulfill(unavailable))
  await page.getByRole('link', { name: 'Security' }).click()
  await page.getByText('The server can’t be reached').waitFor()
  await page.getByText('You are still signed in').waitFor()
  const again = page.getByRole('button', { name: 'Try again' })
  expect(await again.getAttribute('aria-disabled')).toBe('true')
  await page.clock.runFor(5_500)
  expect(await again.getAttribute('aria-disabled')).toBe('false')
  await page.unroute('**/auth/**')
  await again.click()
  await page.getByRole('heading', { level: 3, name: 'Signed in' }).waitFor()
  expect(await page.getByText('The server can’t be reached').count()).toBe(0)

  await page.route('**/auth/**', (route) => route.fulfill(unavailable))
  await page.reload()
  await page.getByText('This does not sign you out').waitFor()
  await page.clock.runFor(5_500)
  await again.click()
  await again.filter({ hasText: /0:0[45]/ }).waitFor()
  await page.unroute('**/auth/**')
  await page.clock.runFor(5_500)
  await again.click()
  await page.getByRole('heading', { level: 1, name: 'Your security' }).waitFor()
})

it('a page goes on by itself when the network is back', async () => {
  await using opened = await stage.open()
  const { page } = opened
  await arrive(page, stage.server)
  await page.context().setOffline(true)
  await page.getByRole('link', { name: 'Security' }).click()
  await page.getByText('You are offline').first().waitFor()
  await page.getByText('You are still signed in').waitFor()
  await page.context().setOffline(false)
  await page.getByRole('heading', { level: 3, name: 'Signed in' }).waitFor()
})

it('a form that got no answer keeps what was typed and can be sent again', async () => {
  const email = await newPerson(stage.server)
  await using opened = await stage.open()
  const { page } = opened
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await page.route('**/auth/login', (route) => route.abort())
  await enter(page, email)
  await page.getByText('The server did not answer').waitFor()
  await page.unroute('**/auth/login')
  await page.route('**/auth/login', (route) => route.fulfill({ status: 200, body: '<html>a proxy</html>' }))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The server did not answer').waitFor()
  await page.unroute('**/auth/login')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('list', { name: 'Devices' }).waitFor()
})

it('a slow answer shows that it is on its way, and one of a page that was left is dropped', async () => {
  await using opened = await stage.open()
  const { page } = opened
  await arrive(page, stage.server)
  const held = Promise.withResolvers<void>()
  await page.route('**/auth/activity', async (route) => {
    await held.promise
    await route.continue()
  })
  await page.getByRole('link', { name: 'Security' }).click()
  await page.getByText('Loading your activity').waitFor({ state: 'attached' })
  await page.getByRole('link', { name: 'Devices' }).click()
  await page.getByRole('list', { name: 'Devices' }).waitFor()
  held.resolve()
  await page.getByRole('link', { name: 'Security' }).click()
  await page.getByRole('heading', { level: 3, name: 'Signed in' }).waitFor()
})

it('a late "not signed in" from before a sign-in does not sign out', async () => {
  const email = await newPerson(stage.server)
  await using opened = await stage.open()
  const { page } = opened
  await signIn(page, email)
  const held = Promise.withResolvers<void>()
  await page.route('**/auth/activity', async (route) => {
    await held.promise
    await route.fulfill({
      status: 401,
      contentType: 'application/problem+json',
      body: '{"code":"session/expired","status":401,"title":"","detail":"","type":""}',
    })
  })
  await page.getByRole('link', { name: 'Security' }).click()
  const checked = page.waitForResponse('**/auth/session')
  held.resolve()
  await checked
  await page.getByRole('link', { name: 'Profile' }).click()
  await page.getByRole('heading', { level: 1, name: 'Your profile' }).waitFor()
})

it('a page that could not begin does so when the network is back', async () => {
  await using opened = await stage.open()
  const { page } = opened
  await arrive(page, stage.server)
  await page.route('**/auth/**', (route) => route.abort())
  await page.reload()
  await page.getByText('This does not sign you out').waitFor()
  await page.context().setOffline(true)
  await page.unroute('**/auth/**')
  await page.context().setOffline(false)
  await page.getByRole('list', { name: 'Devices' }).waitFor()
})

it('an answer that no such server gives leaves no empty page', async () => {
  await using opened = await stage.open()
  const { page } = opened
  await arrive(page, stage.server)
  const failed = Promise.withResolvers<void>()
  await page.route('**/auth/settings', async (route) => {
    await failed.promise // the name of the site comes later than the fault
    await route.continue()
  })
  await page.route('**/auth/sessions', (route) => route.fulfill({ json: { sessions: [null] } }))
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'does not work at the moment' }).waitFor()
  failed.resolve()
  await expect.poll(() => page.title()).toBe('This page does not work at the moment · Sojourn')
  expect(opened.complaints.splice(0)).not.toEqual([])
  await page.unroute('**/auth/sessions')
  await page.getByRole('button', { name: 'Load it again' }).click()
  await page.getByRole('list', { name: 'Devices' }).waitFor()
})
