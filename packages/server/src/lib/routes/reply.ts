/** The statuses with which a route answers when all is well. */
export type SuccessStatus = 200 | 202 | 204

/** An answer of a route. */
export interface Reply<Status extends SuccessStatus = SuccessStatus, Content = unknown> {
  readonly status: Status
  /** Undefined: the answer has no body. */
  readonly body: Content
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer without a body. */
export function reply<Status extends SuccessStatus>(status: Status): Reply<Status, undefined>
export function reply<Status extends SuccessStatus, Content>(
  status: Status,
  body: Content,
  headers?: Reply['headers'],
): Reply<Status, Content>
export function reply(status: SuccessStatus, body?: unknown, headers: Reply['headers'] = {}): Reply {
  return { status, body, headers }
}
