import type { MailSettings } from './settings.ts'

/** What is wrong with a mail setting, and how to mend it. */
interface MailRefusal {
  readonly wrong: string
  readonly fix: string
}

/** Reads the `mail` setting. `isPrivate`: the server is for this machine only. */
export function readMail(
  mail: string | undefined,
  from: string | undefined,
  { isPrivate, isProduction }: { readonly isPrivate: boolean; readonly isProduction: boolean },
): MailSettings | MailRefusal {
  if (mail === undefined) return { kind: isPrivate && !isProduction ? 'outbox' : 'none' }
  if (mail === 'none') return { kind: 'none' }
  if (mail === 'outbox') {
    if (isPrivate) return { kind: 'outbox' }
    const fix = 'Give an SMTP server, like smtps://name:password@mail.example:465, or none.'
    return { wrong: 'outbox would show every mail to everybody', fix }
  }
  const refusal = refuseUrl(mail)
  if (refusal !== null) return refusal
  if (from !== undefined) return { kind: 'smtp', url: mail, from }
  const fix = 'Give mailFrom (SOJOURN_MAIL_FROM), like Example <no-reply@app.example>.'
  return { wrong: 'the sender of the mails is missing', fix }
}

function refuseUrl(text: string): MailRefusal | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    return { wrong: 'its value is no SMTP address', fix: 'Write smtps://name:password@mail.example:465.' }
  }
  if (url.search !== '' || url.hash !== '' || !/^\/?$/.test(url.pathname)) {
    return {
      wrong: 'its value has more than scheme, name, password, host and port',
      fix: 'Leave the rest out.',
    }
  }
  return isDecodable(url.username + url.password)
    ? null
    : { wrong: 'its name or password has a % that begins no escape', fix: 'Write %25 for a %.' }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
