import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { addressOf } from './own-files.ts'

type Html = HtmlEscapedString | Promise<HtmlEscapedString>

interface PlainPage {
  readonly title: string
  /** What the site is called; null where nobody has said. */
  readonly siteName: string | null
  readonly main: Html
  readonly head?: Html
}

/** What every page of the server's own is drawn in: the mark and the colours are those of the console. */
export function plainPage(page: PlainPage): Html {
  const { title, main, head = html`` } = page
  const site = page.siteName ?? 'Sojourn'
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${site}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${addressOf('plain.css')}">
${head}
</head>
<body>
<header class="site"><a class="skip" href="#main">Skip to the content</a><a class="brand" href="/"><svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path class="mark-wall" d="M3 22V11a9 9 0 0 1 18 0v11z"/><path class="mark-door" d="M8.5 22v-9.5a3.5 3.5 0 0 1 7 0V22z"/></svg>${site}</a></header>
<main id="main" tabindex="-1">${main}</main>
</body>
</html>`
}

/** For a browser that went to an address where nothing is. */
export function notFoundPage(siteName: string | null): Html {
  const main = html`<h1>There is nothing here</h1>
<p class="soft">The address may be mistyped, or the page may be gone.</p>
<p><a href="/">Go to the start</a></p>`
  return plainPage({ title: 'Nothing here', siteName, main })
}

/** For a browser whose request is refused, whatever the address. */
export function refusedPage(words: {
  readonly title: string
  readonly what: string
  readonly fix: string
}): Html {
  const main = html`<h1>${words.title}</h1>
<p>${words.what}</p>
<p class="soft">If you run this server: ${words.fix}</p>`
  return plainPage({ title: words.title, siteName: null, main }) // whose site it would be is what is not known
}

/** In place of the console, when it was not built. */
export function notBuiltPage(siteName: string | null): Html {
  const main = html`<h1>The pages are not built yet</h1>
<p class="soft">The API is running. To have the pages too, run <code>npm run build</code> and start the server again.</p>
<p><a href="/try">Try the API</a></p>`
  return plainPage({ title: 'Not built', siteName, main })
}
