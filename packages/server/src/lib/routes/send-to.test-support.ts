import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { brotliDecompressSync } from 'node:zlib'

/** What a test sends. */
export interface Sent {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[]
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what a server answered; the test says what it should be
  readonly json: any
}

/** Sends one request to a port of this machine. */
export function sendTo(port: number, { method = 'GET', path, headers = {}, body }: Sent): Promise<Answer> {
  const isText = typeof body === 'string' || body === undefined
  const content = isText ? body : JSON.stringify(body)
  const own =
    content === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(content)) }
  return new Promise((resolve, reject) => {
    const options = {
      port,
      host: '127.0.0.1',
      method,
      path,
      headers: { host: `localhost:${port}`, ...own, ...headers },
    }
    const sent = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        try {
          resolve(answerOf(response, Buffer.concat(chunks)))
        } catch (error) {
          reject(error)
        }
      })
    })
    sent.on('error', reject)
    sent.end(content)
  })
}

function answerOf({ statusCode = 0, headers, rawHeaders }: IncomingMessage, bytes: Buffer): Answer {
  const isSmall = headers['content-encoding'] === 'br' && bytes.length > 0
  const text = (isSmall ? brotliDecompressSync(bytes) : bytes).toString()
  const isJson = /json/.test(headers['content-type'] ?? '')
  return {
    status: statusCode,
    headers,
    rawHeaders,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : null,
  }
}
