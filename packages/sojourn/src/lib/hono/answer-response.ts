import type { Context } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import type { Answer } from '../http/answer.ts'

/** What has `@hono/node-server` send nothing: somebody has answered while the store was asked. */
export function alreadySent(): Response {
  const response = new Response(null, { headers: { 'x-hono-already-sent': 'true' } })
  void response.body // the header counts only in a response that has been looked into
  return response
}

/** An answer as Hono's response. */
export function responseOf({ status, headers, body }: Answer, c: Context): Response {
  return c.newResponse(body || null, status as StatusCode, headers) // the type wants each one by name
}
