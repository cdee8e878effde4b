import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { arrive } from '../browser/person.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'

const stage = prepareStage()

// Texts, so that no compiler touches them: they run in the page.
const fill = `(async () => {
  localStorage.setItem('draft', 'a letter')
  sessionStorage.setItem('cart', 'tea')
  await (await caches.open('pages')).put('/profile', new Response('Nora Lind'))
  await new Promise((resolve, reject) => {
    const opening = indexedDB.open('mail', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('letters')
    opening.onsuccess = () => { opening.result.close(); resolve() }
    opening.onerror = reject
  })
})()`
const look = `(async () => ({
  local: { ...localStorage },
  session: { ...sessionStorage },
  caches: await caches.keys(),
  databases: (await indexedDB.databases()).map(({ name }) => name),
}))()`

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('You are signed out').waitFor()
}

it('leaves nothing in the browser but the theme that was chosen for it', async () => {
  await using opened = await stage.open({ locale: 'en-GB' })
  const { page } = opened
  await arrive(page, stage.server)
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  await page.evaluate(fill)
  expect(await page.evaluate(look)).toEqual({
    local: { draft: 'a letter', 'sojourn-theme': 'dark' },
    session: { cart: 'tea' },
    caches: ['pages'],
    databases: ['mail'],
  })
  await signOut(page)
  expect(await page.evaluate(look)).toEqual({
    local: { 'sojourn-theme': 'dark' },
    session: {},
    caches: [],
    databases: [],
  })
  await page.reload()
  expect(await page.evaluate(`document.documentElement.dataset.theme`)).toBe('dark')
})
