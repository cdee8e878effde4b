/**
 * What a bridge hands over: the header strings as the server parsed them. An `http.IncomingMessage` is one as it is, so
 * that nothing is allocated, and no URL parsed, on the way in.
 */
export interface RequestHead {
  readonly method?: string | undefined
  /** By lower-case name. */
  readonly headers: RequestHeaders
  /** Names and values in turn, as they were received: shows a header that was sent twice. */
  readonly rawHeaders?: readonly string[]
  readonly socket: {
    readonly remoteAddress?: string | undefined
    /** True on a TLS connection. */
    readonly encrypted?: boolean
  }
}

export interface RequestHeaders {
  readonly [name: string]: string | string[] | undefined
  readonly host?: string | undefined
  readonly cookie?: string | undefined
  readonly authorization?: string | undefined
  readonly origin?: string | undefined
  readonly 'user-agent'?: string | undefined
}

/** Whether the method only reads (RFC 9110 §9.2.1). */
export function isSafeMethod(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'TRACE'
}

/** The value of a header, or undefined when it was not sent or stands for a list of values. */
export function singleHeader(head: RequestHead, name: string): string | undefined {
  const value = head.headers[name]
  return typeof value === 'string' ? value : undefined
}
