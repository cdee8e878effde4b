import { type ErrorCode, errors } from '@sojourn/protocol'
import { ApiError } from './api-error.ts'

const timeoutMs = 20_000

/** The methods that the routes use. */
export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/**
 * Sends JSON to a route of the server that serves this page, and reads its JSON.
 *
 * @returns the answer's body, or null when it has none
 * @throws ApiError for every answer that is not a success, and when there is none within 20 s
 */
export async function request(method: Method, path: string, body?: unknown): Promise<unknown> {
  const response = await answerOf(method, path, body)
  if (!response.ok) throw await errorOf(response)
  if (response.status === 204) return null
  const text = await response.text().catch(() => '')
  return text === '' ? null : parse(text)
}

async function answerOf(method: Method, path: string, body: unknown): Promise<Response> {
  const headers = {
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/json' }),
  }
  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch {
    throw new ApiError(0)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiError(0)
  }
}

async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => '')
  const { code, detail } = readProblem(text)
  return new ApiError(response.status, code, detail, readRetryAfter(response.headers.get('retry-after')))
}

function readProblem(text: string): { code: ErrorCode | null; detail: string } {
  try {
    const problem: unknown = JSON.parse(text)
    if (typeof problem !== 'object' || problem === null) return { code: null, detail: '' }
    const code = 'code' in problem && isErrorCode(problem.code) ? problem.code : null
    return { code, detail: 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : '' }
  } catch {
    return { code: null, detail: '' }
  }
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errors, value)
}

function readRetryAfter(value: string | null): number | null {
  const seconds = Number(value ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : null
}
