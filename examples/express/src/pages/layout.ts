import { type Html, html } from '../html.ts'
import { icon, mark } from './art.ts'

/** What every page shows of its visitor. */
export interface Visitor {
  readonly isSignedIn: boolean
  readonly cartCount: number
  /** The path of the page, to mark it in the navigation. */
  readonly path: string
}

export interface PageParts {
  readonly title: string
  readonly main: Html
  /** `narrow` for a form, `text` for a column, `wide` for the shop. */
  readonly width: 'narrow' | 'text' | 'wide'
  readonly notice?: Html | null
}

/** What pages load, by its address. */
export interface Assets {
  readonly stylesheets: readonly string[]
}

/** The whole page, as text. */
export type Layout = (visitor: Visitor, parts: PageParts) => string

export function createLayout({ stylesheets }: Assets): Layout {
  return (visitor, { title, main, width, notice }) =>
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} · Sojourn shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${stylesheets.map((address) => html`<link rel="stylesheet" href="${address}">`)}
<link rel="icon" href="/icon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="site">
<a class="brand" href="/"${here(visitor, '/')}>${mark}<span>Sojourn <span class="brand-rest">shop</span></span></a>
<nav aria-label="Main"><ul>
<li><a class="nav-link" href="/cart"${here(visitor, '/cart')}>${icon('cart')}Cart${
      visitor.cartCount > 0 &&
      html` <span class="count">${visitor.cartCount}<span class="unseen"> ${visitor.cartCount === 1 ? 'item' : 'items'}</span></span>`
    }</a></li>
${
  visitor.isSignedIn
    ? html`<li><a class="nav-link" href="/account/devices"${visitor.path.startsWith('/account') && html` aria-current="true"`}>Account</a></li>`
    : html`<li><a class="nav-link" href="/sign-in"${here(visitor, '/sign-in')}>Sign in</a></li>`
}
</ul></nav>
</header>
<main id="main" class="${width}" tabindex="-1">
${notice && html`<p class="notice" role="status">${notice}</p>`}
${main}
</main>
<footer class="site"><p>An example of <strong>Sojourn</strong>. Nothing is sold here, and no mail is sent.</p></footer>
</body>
</html>
`.toString()
}

function here(visitor: Visitor, path: string): Html | null {
  return visitor.path === path ? html` aria-current="page"` : null
}
