import type { Mailer } from '@sojourn/identity'
import type { MailSettings } from '../settings/settings.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { createSmtpMailer } from './smtp-mailer.ts'

/** How mail leaves, as the settings say it. */
export interface OpenMail {
  /** Null when no mail is sent. */
  readonly mailer: Mailer | null
  readonly outbox: Outbox | null
  close(): void
}

export function openMail(settings: MailSettings): OpenMail {
  if (settings.kind === 'smtp') {
    const mailer = createSmtpMailer(settings)
    return { mailer, outbox: null, close: () => mailer.close() }
  }
  const outbox = settings.kind === 'outbox' ? createOutbox() : null
  return { mailer: outbox, outbox, close: () => {} }
}
