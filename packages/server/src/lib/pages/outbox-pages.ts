import type { Context, Hono, MiddlewareHandler } from 'hono'
import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { OutboxMail } from '../mail/outbox.ts'
import { hostOf } from '../routes/device-mark.ts'
import { getOnly } from '../routes/get-only.ts'
import { answerRefusal, refuse } from '../routes/refusal.ts'
import type { AppContext } from '../start/app-context.ts'
import { plainPage } from './plain-page.ts'
import { isThisMachine } from './this-machine.ts'

type Html = HtmlEscapedString | Promise<HtmlEscapedString>

/** Shows the mails that were kept in place of being sent: to this machine only, as whoever reads them can sign in. */
export function serveOutbox(app: Hono, context: AppContext, open: readonly MiddlewareHandler[]): void {
  const { outbox, settings, publicUrl } = context
  if (outbox === null) return
  const forThisMachine: MiddlewareHandler = async (c, next) => {
    c.header('cache-control', 'no-store')
    // By its own name only: a proxy in front that names no other trace passes on the address that it was given.
    if (isThisMachine(c, settings) && hostOf(c) === new URL(publicUrl).host) return next()
    return answerRefusal(
      c,
      refuse('request/not-found', `Only this machine may look, at ${publicUrl}/outbox.`),
    )
  }
  const guarded = [...open, forThisMachine]
  const page = (c: Context): Response | Promise<Response> =>
    c.html(
      plainPage({
        title: 'Outbox',
        siteName: settings.siteName,
        main: outboxMain(outbox.list(), publicUrl),
      }),
    )

  getOnly(app, '/outbox', page, guarded)
  getOnly(app, '/outbox.json', (c) => c.json({ mails: outbox.list().map(withTime) }), guarded)
}

function withTime({ at, ...mail }: OutboxMail): object {
  return { ...mail, at: new Date(at).toISOString() }
}

function outboxMain(mails: readonly OutboxMail[], publicUrl: string): Html {
  const intro = html`<div class="head"><h1>Outbox</h1>
<a class="button" href="/outbox">Look again</a></div>
<p class="soft">This server sends no mail: it keeps the last ones here, until it stops.</p>`
  if (mails.length === 0) {
    return html`${intro}<p class="card empty">No mail yet. <a href="/register">Create an account</a> or <a href="/forgot">forget a password</a>.</p>`
  }
  return html`${intro}<ol class="mails">${mails.map((mail) => mailCard(mail, publicUrl))}</ol>`
}

function mailCard({ at, to, subject, text }: OutboxMail, publicUrl: string): Html {
  const time = new Date(at).toISOString()
  return html`<li class="card mail">
<div class="mail-head"><h2>${subject}</h2>
<p class="soft">To ${to} · <time datetime="${time}">${time.slice(0, 16).replace('T', ' ')} UTC</time></p></div>
<p class="text">${linked(text, publicUrl)}</p>
</li>`
}

/** The text with the addresses of this server as links. Everything is escaped; nothing else becomes a link. */
function linked(text: string, publicUrl: string): readonly Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) =>
      index % 2 === 1 && part.startsWith(`${publicUrl}/`)
        ? html`<a href="${part}">${part}</a>`
        : html`${part}`,
    )
}
