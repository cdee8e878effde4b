import type { ErrorCode } from '@sojourn/protocol'

/** What a client's promises reject with; a server's answer to `signIn` may bring any other code. */
export type ClientErrorCode =
  /** No access token is to be had at the moment. Nothing was sent, or it was refused unprocessed. Still signed in. */
  | 'client/offline'
  /** The answer did not come in time. */
  | 'client/timeout'
  /** The platform followed a redirect to another origin. */
  | 'client/redirected'
  /** A server answered what no Sojourn server answers. */
  | 'client/unexpected'
  /** The vault refuses each change, though its entry stays the same. */
  | 'client/vault'
  | ErrorCode

/** An error of the client. No message holds a secret. */
export class ClientError extends Error {
  readonly code: ClientErrorCode | (string & {})
  /** The HTTP status of the answer that told it; null when there was none. */
  readonly status: number | null

  constructor(code: ClientError['code'], message: string = code, status: number | null = null) {
    super(message)
    this.name = 'ClientError'
    this.code = code
    this.status = status
  }
}
