import { type Html, html } from '../html.ts'

const tabs = [
  { path: '/account/devices', label: 'Devices' },
  { path: '/account/password', label: 'Password' },
]

/** What the account's pages have in common: whose it is, and the way between them. */
export function accountFrame(person: { name: string; email: string }, path: string, content: Html): Html {
  return html`<div class="account-head">
<div><h1>${person.name}</h1><p class="soft">${person.email}</p></div>
<form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>
</div>
<nav class="tabs" aria-label="Account"><ul>
${tabs.map((tab) => html`<li><a class="tab" href="${tab.path}"${tab.path === path && html` aria-current="page"`}>${tab.label}</a></li>`)}
</ul></nav>
${content}`
}
