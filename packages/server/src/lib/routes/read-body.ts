import { type Refusal, refuse } from './refusal.ts'

/** The body of a request as far as it could be read; nothing is parsed yet. */
export type Body = { readonly status: 'empty' } | { readonly status: 'text'; readonly text: string } | Refusal

/** What a route takes besides `application/json`. */
export type MediaType = 'application/json' | 'application/merge-patch+json'

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads the body of a request, at most `mostBytes` of it, whatever its head says about the length. Never rejects.
 *
 * @param types the media types that are read; none for a route that takes no body
 */
export async function readBody(
  request: Request,
  types: readonly MediaType[],
  mostBytes: number,
): Promise<Body> {
  const declared = request.headers.get('content-length')
  const isSent = declared === null ? request.headers.has('transfer-encoding') : Number(declared) !== 0
  if (!isSent && declared !== null) return { status: 'empty' }
  if (Number(declared) > mostBytes) return tooLarge(mostBytes)
  try {
    const bytes = declared === null ? await readStream(request, mostBytes) : await request.arrayBuffer()
    if (bytes === null) return tooLarge(mostBytes)
    if (bytes.byteLength === 0) return { status: 'empty' }
    if (types.length === 0) return refuse('request/malformed', 'This route takes no body. Send none.')
    if (!isReadable(request.headers, types)) {
      return refuse('request/content-type', `Send JSON in UTF-8, as ${types.join(' or ')}.`)
    }
    return { status: 'text', text: decoder.decode(bytes) }
  } catch {
    return refuse('request/malformed', 'The body did not arrive whole, or is not UTF-8. Send JSON in UTF-8.')
  }
}

/** Null when there is more than `mostBytes` of it. */
async function readStream({ body }: Request, mostBytes: number): Promise<Uint8Array | null> {
  if (body === null) return new Uint8Array()
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks, size)
    size += value.byteLength
    if (size > mostBytes) {
      await reader.cancel().catch(() => {})
      return null
    }
    chunks.push(value)
  }
}

/** A body that a form or a plain `fetch` of another site could send is never read as JSON. (ASVS 5.0 §3.5.2) */
function isReadable(headers: Headers, types: readonly string[]): boolean {
  const encoding = headers.get('content-encoding')
  if (encoding !== null && encoding.toLowerCase() !== 'identity') return false
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';')
  return (
    types.some((each) => type.startsWith(each) && /^[ \t]*$/.test(type.slice(each.length))) &&
    parameters.every((parameter) => /^[ \t]*charset[ \t]*=[ \t]*("utf-8"|utf-8)[ \t]*$/.test(parameter))
  )
}

function tooLarge(mostBytes: number): Refusal {
  return refuse('request/too-large', `Send at most ${mostBytes} bytes.`)
}
