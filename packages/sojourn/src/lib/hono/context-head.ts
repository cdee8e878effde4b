import type { Context } from 'hono'
import type { RequestHead } from '../http/request-head.ts'
import type { ResponseHead } from '../http/response-head.ts'

/** What `@hono/node-server` gives beside the request: Node's own objects. */
interface NodeBindings {
  readonly incoming?: RequestHead
  readonly outgoing?: ResponseHead
}

/** Node's own request where there is one, so that no `Headers` object is built. */
export function requestHeadOf(c: Context): RequestHead {
  const bindings = c.env as NodeBindings | undefined // whatever server runs it: looked at, not trusted
  const incoming = bindings?.incoming
  if (incoming?.rawHeaders !== undefined && incoming.socket !== undefined) return incoming
  const { method, headers, url } = c.req.raw
  const { host, protocol } = new URL(url)
  return {
    method,
    headers: { host, ...Object.fromEntries(headers) },
    socket: { encrypted: protocol === 'https:' },
  }
}

/** The head of the answer that the handlers are about to make. */
export class ContextHead implements ResponseHead {
  readonly #c: Context
  constructor(c: Context) {
    this.#c = c
  }

  get headersSent(): boolean {
    return this.#outgoing?.headersSent ?? false
  }

  /** As it is where `setHeader` puts it. */
  getHeader(name: string): ReturnType<ResponseHead['getHeader']> {
    const outgoing = this.#outgoingFor(name)
    if (outgoing !== undefined) return outgoing.getHeader(name)
    const { headers } = this.#c.res
    return name === 'set-cookie' ? headers.getSetCookie() : (headers.get(name) ?? undefined)
  }

  /**
   * Headers that a handler may add to go where Hono merges them; the others straight to Node's answer, where they cost
   * no `Headers` object, and where a header of the same name that a handler sets wins.
   */
  setHeader(name: string, value: string | readonly string[]): void {
    const outgoing = this.#outgoingFor(name)
    if (outgoing !== undefined) {
      outgoing.setHeader(name, value)
      return
    }
    const { headers } = this.#c.res // from here on, Hono adds these to any answer, one made by hand too
    headers.delete(name)
    for (const line of [value].flat()) headers.append(name, line)
  }

  #outgoingFor(name: string): ResponseHead | undefined {
    return name === 'set-cookie' || name === 'vary' ? undefined : this.#outgoing
  }

  get #outgoing(): ResponseHead | undefined {
    return (this.#c.env as NodeBindings | undefined)?.outgoing // as above
  }
}
