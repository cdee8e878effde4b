import type { RequestHead } from './request-head.ts'

/**
 * One header, from the lines as they were received, so that Node need not build its `headers` object for it. Express,
 * Fastify and Hono build that object themselves, and gain nothing measurable; plain Node may. Several `Cookie` lines are
 * joined and of the others the first counts, as in Node's `headers`.
 */
export function headerLine(head: RequestHead, name: 'host' | 'cookie' | 'authorization'): string | undefined {
  const { rawHeaders } = head
  if (rawHeaders === undefined) return head.headers[name]
  const initial = name.charCodeAt(0)
  let found: string | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const line = rawHeaders[at] ?? ''
    if (line.length !== name.length || (line.charCodeAt(0) | 32) !== initial) continue
    if (line.toLowerCase() !== name) continue
    const value = rawHeaders[at + 1] ?? ''
    if (found === undefined) found = value
    else if (name === 'cookie') found = `${found}; ${value}`
  }
  return found
}
