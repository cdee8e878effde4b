import { mailableAddress } from '../email/email-address.ts'
import type { Mail } from './mailer.ts'

/** What a mail says, before it has a form. */
export interface Letter {
  readonly subject: string
  readonly paragraphs: readonly string[]
  /** A link, on a line of its own after the first paragraph. */
  readonly action?: { readonly label: string; readonly url: string }
}

/** Writes a letter as plain text and as HTML that needs nothing from elsewhere. */
export function renderMail(to: string, siteName: string, { subject, paragraphs, action }: Letter): Mail {
  const [first = '', ...rest] = paragraphs
  const text = [first, ...(action ? [`${action.label}:\n${action.url}`] : []), ...rest, siteName]
  const link = action
    ? `<p style="margin:24px 0"><a href="${escapeHtml(action.url)}" style="background:#1f2937;border-radius:6px;color:#ffffff;display:inline-block;padding:12px 20px;text-decoration:none">${escapeHtml(action.label)}</a></p>
<p style="color:#4b5563;font-size:13px;word-break:break-all">${escapeHtml(action.url)}</p>`
    : ''
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="background:#f3f4f6;color:#111827;font:16px/1.5 system-ui,sans-serif;margin:0;padding:24px">
<main style="background:#ffffff;border-radius:8px;margin:0 auto;max-width:520px;padding:32px">
<h1 style="font-size:20px;margin:0 0 16px">${escapeHtml(subject)}</h1>
<p>${escapeHtml(first)}</p>
${link}
${rest.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n')}
<p style="color:#4b5563;font-size:13px">${escapeHtml(siteName)}</p>
</main>
</body>
</html>
`
  return { to: mailableAddress(to), subject, text: `${text.join('\n\n')}\n`, html }
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
