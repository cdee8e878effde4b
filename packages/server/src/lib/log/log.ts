/** What a line of the log tells besides its message. Values under the name of a secret are never written. */
export type LogFields = Readonly<Record<string, unknown>>

/** The structured log: one line of JSON each. Neither fields nor message may hold a credential. */
export interface Log {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}
