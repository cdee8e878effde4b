import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'

/** A page in a browser of its own. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page
  /** What went wrong so far. A test that wants it takes it out. */
  readonly complaints: string[]
}

/**
 * Opens a page as nobody yet. When it is closed, nothing may have gone wrong in it: no error or warning in the console,
 * no script that failed, nothing against the content security policy, no request to another origin.
 */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions & { readonly baseURL: string },
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options })
  context.setDefaultTimeout(8_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (!/^(error|warning)$/.test(message.type())) return
    // The browser itself writes down each answer that is not a success.
    if (/^Failed to load resource: (the server|net::ERR_)/.test(message.text())) return
    complaints.push(`${message.type()}: ${message.text()}`)
  })
  page.on('request', (request) => {
    const isOurs = request.url().startsWith(`${options.baseURL}/`) || /^(blob|data):/.test(request.url())
    if (!isOurs) complaints.push(`asked ${request.url()}`)
  })
  await page.exposeFunction('complain', (text: string) => void complaints.push(text))
  await page.addInitScript(`addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    complain(violatedDirective + ' forbids ' + blockedURI))`)
  return {
    page,
    complaints,
    async [Symbol.asyncDispose]() {
      await context.close()
      expect(complaints).toEqual([])
    },
  }
}
