import type { Mail, Mailer } from '@sojourn/identity'
import type { Transporter } from 'nodemailer'
import type { Options } from 'nodemailer/lib/smtp-transport/index.js'
import { isLoopbackHost } from '../settings/loopback.ts'
import type { MailSettings } from '../settings/settings.ts'

/** Sends mails by a mail server. */
export interface SmtpMailer extends Mailer {
  /** Connects and signs in without sending anything. Rejects with what is wrong. */
  verify(): Promise<void>
  close(): void
}

type SmtpSettings = Extract<MailSettings, { kind: 'smtp' }>

/** TLS is required, unless the mail server is this machine. */
export function createSmtpMailer({ url, from }: SmtpSettings): SmtpMailer {
  let opening: Promise<Transporter> | null = null

  /** The library is loaded when the first mail leaves: many servers send none for days. */
  async function open(): Promise<Transporter> {
    const { createTransport } = await import('nodemailer')
    return createTransport(readMailServer(url), { disableFileAccess: true, disableUrlAccess: true })
  }

  async function transport(): Promise<Transporter> {
    opening ??= open()
    return opening
  }

  return {
    async send({ to, subject, text, html }: Mail) {
      // As an object, an address is not parsed: nothing in it becomes a second one.
      const recipient = { name: '', address: to }
      await (await transport()).sendMail({ from, to: recipient, subject, text, html })
    },
    async verify() {
      await (await transport()).verify()
    },
    close() {
      void opening?.then((opened) => opened.close())
    },
  }
}

/** How to reach the mail server of an address. */
export function readMailServer(text: string): Options {
  const { protocol, hostname, port, username, password } = new URL(text)
  const secure = protocol === 'smtps:'
  const ownHost = isLoopbackHost(hostname)
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !ownHost,
    ignoreTLS: !secure && ownHost,
    tls: { minVersion: 'TLSv1.2' },
    dnsTimeout: 10_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    ...(username !== '' && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
  }
}
