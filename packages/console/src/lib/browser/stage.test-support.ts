import type { SojournConfig } from '@sojourn/server'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { launchBrowser } from './launch-browser.test-support.ts'
import { type LiveServer, startLiveServer } from './live-server.test-support.ts'
import { openPage, type WatchedPage } from './watched-page.test-support.ts'

/** A server and a browser for the tests of a file. */
export interface Stage {
  readonly server: LiveServer
  readonly browser: Browser
  open(options?: BrowserContextOptions): Promise<WatchedPage>
}

/** Starts them before the first test, and ends them after the last. */
export function prepareStage(config: SojournConfig = {}): Stage {
  let browser: Browser | undefined
  let server: LiveServer | undefined
  const there = <Part>(part: Part | undefined): Part => {
    if (!part) throw new Error('only in a test')
    return part
  }
  beforeAll(async () => {
    ;[browser, server] = await Promise.all([launchBrowser(), startLiveServer(config)])
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  return {
    get browser() {
      return there(browser)
    },
    get server() {
      return there(server)
    },
    open: (options) => openPage(there(browser), { baseURL: there(server).url, ...options }),
  }
}
