import type { DeviceAnswer, SessionsAnswer } from '@sojourn/protocol'
import type { Page } from 'playwright-core'
import type { Visit } from './every-state.test-support.ts'
import type { LiveServer } from './live-server.test-support.ts'
import type { WatchedPage } from './watched-page.test-support.ts'

const unavailable = {
  status: 503,
  headers: { 'retry-after': '20' },
  contentType: 'application/problem+json',
  body: JSON.stringify({ code: 'store/unavailable', status: 503, title: '', detail: '', type: '' }),
}

/** Devices such as people have, and such as nobody expects; each seen a week earlier than the one before. */
const devices: readonly Partial<DeviceAnswer>[] = [
  { browser: 'Safari', system: 'iOS', country: 'DE', network: '203.0.113.0/24', name: 'Phone' },
  { kind: 'native', browser: null, system: 'Windows', country: 'SE', network: null },
  { kind: 'token', browser: null, system: null, country: null, network: null },
  { browser: 'Firefox', system: 'macOS', country: 'QX', network: '2001:db8:ffff::/48' },
  { name: 'W'.repeat(60), browser: 'Microsoft Edge', system: 'Windows', country: 'BA', network: null },
  { browser: 'Samsung Internet for Android', system: 'Android', country: 'GS', network: '198.51.100.0/24' },
  { name: 'Das Telefon, das meistens in der Küche liegt', browser: 'Chrome', system: 'Android' },
  { kind: 'native', browser: null, system: null, country: 'US', network: '192.0.2.0/24' },
]

/** States of somebody who is signed in that a test has to bring about: many devices, nothing to show, no way there. */
export async function visitRareStates({ page, complaints }: WatchedPage, visit: Visit): Promise<void> {
  await page.route('**/auth/sessions', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: withMore((await response.json()) as SessionsAnswer) }) // the server's own
  })
  await page.goto('/devices')
  await page.getByRole('heading', { level: 2, name: 'Phone' }).waitFor()
  await visit('devices, many')
  await page.getByRole('button', { name: 'End all other sessions' }).click()
  await page.getByText('and 2 more').waitFor()
  await visit('devices, end many')
  await page.keyboard.press('Escape')
  await page.unroute('**/auth/sessions')

  await page.route('**/auth/activity', (route) => route.fulfill({ json: { activity: [] } }))
  await page.goto('/security')
  await page.getByText('Nothing has happened yet').waitFor()
  await visit('security, nothing yet')
  await page.unroute('**/auth/activity')
  await page.context().setOffline(true)
  await page.getByRole('link', { name: 'Devices' }).click()
  await page.getByText('You are offline').first().waitFor()
  await visit('devices, offline')
  await page.context().setOffline(false)
  await page.getByRole('list', { name: 'Devices' }).waitFor()

  await visitUnreachable(page, visit)
  await page.route('**/auth/sessions', (route) => route.fulfill({ json: { sessions: [null] } }))
  await page.reload()
  await page.getByRole('button', { name: 'Load it again' }).waitFor()
  await visit('a fault of the page')
  complaints.splice(0)
  await page.unroute('**/auth/sessions')
}

async function visitUnreachable(page: Page, visit: Visit): Promise<void> {
  await page.getByRole('link', { name: 'Profile' }).click()
  await page.route('**/auth/**', (route) => route.fulfill(unavailable))
  await page.getByRole('link', { name: 'Devices' }).click()
  await page.getByText('The server can’t be reached').waitFor()
  await visit('devices, no longer reached')
  await page.reload()
  await page.getByText('The server can’t be reached').waitFor()
  await visit('account, not reached')
  await page.unroute('**/auth/**')
  await page.route('**/auth/sessions', () => {})
  await page.goto('/devices')
  await page.getByText('Loading your devices').waitFor({ state: 'attached' })
  await visit('devices, on their way')
  await page.unroute('**/auth/sessions')
}

/** What somebody sees whose session is over. */
export async function visitExpired(page: Page, server: LiveServer, visit: Visit): Promise<void> {
  await page.goto('/profile')
  await page.getByRole('heading', { level: 1, name: 'Your profile' }).waitFor()
  server.clock.advance(31 * 60_000)
  await page.getByRole('link', { name: 'Devices' }).click()
  await page.getByRole('heading', { level: 1, name: 'Welcome back' }).waitFor()
  await visit('sign-in, away for a while')
  await page.getByLabel('Password', { exact: true }).fill('not it, whatever it is')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('This is not your password').waitFor()
  await visit('sign-in, away for a while, wrong password')
  server.clock.advance(12 * 3_600_000)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('Your session has expired').waitFor()
  await visit('sign-in, session expired')
}

function withMore({ sessions }: SessionsAnswer): SessionsAnswer {
  const [here] = sessions
  if (!here) throw new Error('nobody is signed in')
  const weekMs = 7 * 24 * 3_600_000
  const before = (weeks: number): string =>
    new Date(Date.parse(here.lastSeenAt) - weeks * weekMs).toISOString()
  const more = devices.map((client, place) => ({
    ...here,
    id: String(place),
    current: false,
    client: { ...here.client, name: null, ...client },
    lastSeenAt: before(place),
    createdAt: before(place + 1),
  }))
  return { sessions: [here, ...more] }
}
