import type { Hono, MiddlewareHandler } from 'hono'
import { html } from 'hono/html'
import { getOnly } from '../routes/get-only.ts'
import type { Settings } from '../settings/settings.ts'
import { addressOf, serveOwnFiles } from './own-files.ts'
import { plainPage } from './plain-page.ts'

/** Serves a page to try the API from. It reads `/openapi.json` and calls this server, and nothing else. */
export function serveTryPage(
  app: Hono,
  { siteName }: Pick<Settings, 'siteName'>,
  open: readonly MiddlewareHandler[],
): void {
  serveOwnFiles(app)
  const head = html`<link rel="stylesheet" href="${addressOf('try.css')}">
<script type="module" src="${addressOf('try.js')}"></script>`
  const main = html`<div class="head"><h1>Try the API</h1><a class="button" href="/openapi.json">OpenAPI document</a></div>
<p class="soft">Requests go to this server, with the cookie of this browser unless you give a Bearer token.</p>
<div id="try" aria-busy="true"><p class="card empty">Reading the document …</p></div>
<noscript><p class="card empty">This page needs scripts. The document itself is at <a href="/openapi.json">/openapi.json</a>.</p></noscript>`
  getOnly(
    app,
    '/try',
    (c) => {
      c.header('cache-control', 'no-store')
      return c.html(plainPage({ title: 'Try the API', siteName, main, head }))
    },
    open,
  )
}
