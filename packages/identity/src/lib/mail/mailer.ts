/** One mail, ready to be sent. */
export interface Mail {
  /** One address, its domain in ASCII. */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Sends mails. `send` resolves when the mail was handed over, and rejects when it should be tried again. */
export interface Mailer {
  send(mail: Mail): Promise<void>
}
