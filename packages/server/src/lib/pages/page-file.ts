import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { Context } from 'hono'

/** A file that was read when the server started. */
export interface PageFile {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly tag: string
  /** Made when a browser first takes it. */
  small: Promise<Uint8Array<ArrayBuffer>> | null
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
  webp: 'image/webp',
  woff2: 'font/woff2',
}
const compressible = /^(text|application|image\/svg)/
const compress = promisify(brotliCompress)
const leastCompressed = 1024

/** A file by its name and content; null when its type is none that pages need. */
export function pageFile(name: string, content: Uint8Array): PageFile | null {
  const type = types[/\.([a-z0-9]+)$/.exec(name)?.[1] ?? '']
  if (type === undefined) return null
  const bytes = new Uint8Array(content)
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  return { type, bytes, tag, small: null }
}

/**
 * Answers with a file.
 *
 * @param keep how long browsers may keep it: for good when its address changes with its content, not at all, or only
 *   after asking
 */
export async function answerFile(
  c: Context,
  file: PageFile,
  keep: 'for-good' | 'never' | 'ask',
): Promise<Response> {
  c.header('cache-control', cacheControl[keep])
  if (keep === 'ask') c.header('etag', file.tag)
  if (keep === 'ask' && c.req.header('if-none-match') === file.tag) return c.body(null, 304)
  c.header('content-type', file.type)
  if (file.bytes.length < leastCompressed || !compressible.test(file.type)) return c.body(file.bytes)
  c.header('vary', 'accept-encoding', { append: true })
  if (!/(^|[\s,])br($|[\s,;])/.test(c.req.header('accept-encoding') ?? '')) return c.body(file.bytes)
  file.small ??= compress(file.bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }).then(
    (bytes) => new Uint8Array(bytes),
  )
  c.header('content-encoding', 'br')
  return c.body(await file.small)
}

const cacheControl = {
  'for-good': 'public, max-age=31536000, immutable',
  never: 'no-store',
  ask: 'no-cache',
} as const
