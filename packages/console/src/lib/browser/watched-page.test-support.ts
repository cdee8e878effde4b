import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/** A page of a browser of its own that keeps what went wrong in it. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page
  /** What the console, the scripts and the content security policy complained of. */
  readonly complaints: readonly string[]
}

/** Opens a page at `baseURL`, as nobody yet. */
export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
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
  await page.exposeFunction('complain', (text: string) => void complaints.push(text))
  await page.addInitScript(`addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    complain(violatedDirective + ' forbids ' + blockedURI))`)
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}
