import { maskLine } from '../log/mask-line.ts'
import { createSmtpMailer } from '../mail/smtp-mailer.ts'
import type { Settings } from '../settings/settings.ts'
import { type Finding, look, mend, well } from './finding.ts'

/** Connects to the mail server and signs in; sends nothing. */
export async function examineMail({ mail, origin }: Settings): Promise<Finding> {
  if (mail.kind === 'outbox') {
    const fix =
      'For development only: give a mail server in SOJOURN_MAIL, or none, before others reach this one.'
    return look('mail', 'not sent: whoever reaches /outbox reads it, with the codes in it', fix)
  }
  if (mail.kind === 'none') {
    if (origin === null) return well('mail', 'none: a forgotten password cannot be set anew')
    const fix =
      'Give a mail server in SOJOURN_MAIL: without one, addresses are not confirmed and a forgotten password is lost.'
    return look('mail', 'none', fix)
  }
  const { hostname, port } = new URL(mail.url)
  const where = port === '' ? hostname : `${hostname}:${port}`
  const mailer = createSmtpMailer(mail)
  try {
    await mailer.verify()
    return well('mail', `${where} takes mails from ${mail.from}`)
  } catch (error) {
    // The answer of the server may quote what it was sent.
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
    return mend('mail', `${where} does not take mails (${maskLine(why)})`, adviceOn(why))
  } finally {
    mailer.close()
  }
}

function adviceOn(code: string): string {
  if (code === 'EAUTH') return 'Check name and password in SOJOURN_MAIL.'
  if (code === 'ETLS')
    return 'Use smtps://, or a server that offers STARTTLS: mail is not handed over in the clear.'
  return 'Check host and port in SOJOURN_MAIL, and that this machine may reach them.'
}
