export type { Log, LogFields } from './lib/log/log.ts'
export type { Outbox, OutboxMail } from './lib/mail/outbox.ts'
export type { Settings } from './lib/settings/settings.ts'
