import { request } from 'node:http'

export interface Received {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly cookies: readonly string[]
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: asserted on by the tests
  readonly json: any
}

export interface Sent {
  readonly method?: string
  readonly path?: string
  /** Names and values in turn where an array: a name may then come twice. */
  readonly headers?: Readonly<Record<string, string>> | readonly string[]
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown
}

/** A page of the application itself makes the request. */
export const fromPage: Readonly<Record<string, string>> = { 'sec-fetch-site': 'same-origin' }

/** Sends exactly these headers, and nothing that a browser would add. */
export function send(
  port: number,
  { method = 'GET', path = '/', headers = {}, body }: Sent,
): Promise<Received> {
  const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const given = Array.isArray(headers) ? [...headers] : Object.entries(headers).flat()
  const has = (name: string) => given.some((text, index) => index % 2 === 0 && text.toLowerCase() === name)
  if (!has('host')) given.push('host', `127.0.0.1:${port}`)
  if (payload !== undefined) {
    if (!has('content-type')) given.push('content-type', 'application/json')
    given.push('content-length', String(Buffer.byteLength(payload)))
  }
  if (payload === undefined && method !== 'GET' && method !== 'HEAD') given.push('content-length', '0')
  return new Promise((resolve, reject) => {
    const req = request(
      { port, host: '127.0.0.1', method, path, setHost: false, agent: false, headers: given },
      (res) => {
        let text = ''
        res.setEncoding('utf8').on('data', (chunk) => {
          text += chunk
        })
        res.on('end', () => {
          const isJson = /json/.test(res.headers['content-type'] ?? '')
          resolve({
            status: res.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(res.headers).map(([name, value]) => [name, value?.toString()]),
            ),
            cookies: res.headers['set-cookie'] ?? [],
            text,
            json: isJson && text ? JSON.parse(text) : undefined,
          })
        })
      },
    )
    req.on('error', reject)
    req.end(payload)
  })
}

/** A browser's jar for one site: keeps what it is told to, sends it back, forgets what has expired. */
export function createBrowser(port: number, extra: Readonly<Record<string, string>> = fromPage) {
  const jar = new Map<string, string>()
  return {
    jar,
    get cookie(): string {
      return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    },
    async send(sent: Sent & { readonly headers?: Readonly<Record<string, string>> }): Promise<Received> {
      const cookie = this.cookie
      const received = await send(port, {
        ...sent,
        headers: { ...extra, ...(cookie && { cookie }), ...sent.headers },
      })
      for (const line of received.cookies) {
        const [pair = '', ...attributes] = line.split('; ')
        const at = pair.indexOf('=')
        if (attributes.includes('Max-Age=0')) jar.delete(pair.slice(0, at))
        else jar.set(pair.slice(0, at), pair.slice(at + 1))
      }
      return received
    },
  }
}
