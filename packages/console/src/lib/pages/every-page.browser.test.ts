import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { visitAccountPages, visitOpenPages } from '../browser/every-state.test-support.ts'
import { examine } from '../browser/examine.test-support.ts'
import { launchBrowser } from '../browser/launch-browser.test-support.ts'
import { type LiveServer, startLiveServer } from '../browser/live-server.test-support.ts'
import { openPage } from '../browser/watched-page.test-support.ts'

let browser: Browser
let server: LiveServer

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startLiveServer()])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

describe.each([
  ['light', 1280],
  ['dark', 390],
  ['dark', 1280],
  ['light', 390],
] as const)('%s, %i wide', (colorScheme, width) => {
  const options = { colorScheme, viewport: { width, height: 844 } }

  it('every state before the sign-in can be read and used', async () => {
    await using opened = await openPage(browser, { baseURL: server.url, ...options })
    const flaws: string[] = []
    let visited = 0
    await visitOpenPages(opened.page, server, async (name) => {
      visited += 1
      await opened.page.getByRole('heading', { level: 1 }).waitFor()
      if (process.env.SHOTS)
        await opened.page.screenshot({
          path: `${process.env.SHOTS}/${name.replaceAll(/[^\w]+/g, '-')}-${colorScheme}-${width}.png`,
          fullPage: true,
        })
      flaws.push(...(await examine(opened.page)).map((flaw) => `${name}: ${flaw}`))
    })
    expect(flaws).toEqual([])
    expect(opened.complaints).toEqual([])
    expect(visited).toBe(20)
  })

  it('every state after the sign-in can be read and used', async () => {
    await using opened = await openPage(browser, { baseURL: server.url, ...options })
    const flaws: string[] = []
    let visited = 0
    await visitAccountPages(opened.page, server, browser, async (name) => {
      visited += 1
      await opened.page.getByRole('heading', { level: 1 }).waitFor()
      if (process.env.SHOTS)
        await opened.page.screenshot({
          path: `${process.env.SHOTS}/${name.replaceAll(/[^\w]+/g, '-')}-${colorScheme}-${width}.png`,
          fullPage: true,
        })
      flaws.push(...(await examine(opened.page)).map((flaw) => `${name}: ${flaw}`))
    })
    expect(flaws).toEqual([])
    expect(opened.complaints).toEqual([])
    expect(visited).toBe(17)
  })
})
