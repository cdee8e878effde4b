import { errors } from '@sojourn/protocol'

const headers = { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' }

/**
 * Answers a request whose address or `Host` cannot be read, so that no route sees it: the `errorHandler` of
 * `@hono/node-server`.
 */
export function answerUnreadable(error: unknown): Response {
  if (!(error instanceof Error) || error.name !== 'RequestError') {
    const fault = { type: 'about:blank', title: 'Internal Server Error', status: 500 }
    return new Response(JSON.stringify(fault), { status: 500, headers })
  }
  const code = 'request/malformed'
  const { status, title } = errors[code]
  const detail = 'The address of the request, or its Host, cannot be read.'
  const problem = { type: `urn:sojourn:problem:${code}`, title, status, code, detail }
  return new Response(JSON.stringify(problem), { status, headers })
}
