import { type Html, html } from '../html.ts'

export function errorPage({
  status,
  title,
  detail,
}: {
  status: number
  title: string
  detail: string
}): Html {
  return html`<div class="card empty error-page">
<p class="code">${status}</p>
<h1>${title}</h1>
<p class="soft">${detail}</p>
<a class="button" href="/">Back to the shop</a>
</div>`
}
