import { STATUS_CODES } from 'node:http'
import { type ErrorCode, errors, type Problem } from '@sojourn/protocol'
import { SojournError } from '../engine/sojourn-error.ts'
import { Answer } from './answer.ts'

/** A problem that has no code of ours: what other parts of the application answer with (RFC 9457 §4.2.1). */
export interface PlainProblem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
}

/** What a client should present instead (RFC 9470 §3). */
export interface Challenge {
  readonly level?: number
  readonly maxAgeMs?: number
}

const retryAfterSeconds = 2
const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'request/malformed',
  413: 'request/too-large',
  415: 'request/content-type',
}
const details: Readonly<Partial<Record<ErrorCode, string>>> = {
  'request/malformed': 'The request could not be read. A body has to be well-formed JSON.',
  'request/too-large': 'Send less.',
  'request/content-type': 'Send JSON in UTF-8, as application/json.',
}

/** The problem document of a code (RFC 9457). */
function problemOf(code: ErrorCode, detail: string): Problem {
  const { status, title } = errors[code]
  return { type: `urn:sojourn:problem:${code}`, title, status, code, detail }
}

/**
 * The problem document of anything that was thrown. An error of ours tells its code, and below 500 its message too;
 * the error of a framework keeps only its 4xx status; everything else is a 500 that says nothing.
 */
export function toProblem(error: unknown): Problem | PlainProblem {
  if (error instanceof SojournError) {
    const { status, title } = errors[error.code]
    return problemOf(error.code, status < 500 ? error.message : `${title}.`)
  }
  const status = statusOf(error)
  const code = codeOfStatus[status]
  if (code !== undefined) return problemOf(code, details[code] ?? errors[code].title)
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status }
}

/** The whole answer to a thrown error. */
export function answerError(error: unknown): Answer {
  return answerProblem(toProblem(error))
}

/** The whole answer of a code. */
export function answerCode(code: ErrorCode, detail: string, challenge?: Challenge): Answer {
  return answerProblem(problemOf(code, detail), challenge)
}

function answerProblem(problem: Problem | PlainProblem, challenge?: Challenge): Answer {
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  }
  if (problem.status === 401) headers['www-authenticate'] = authenticate(problem, challenge)
  if (problem.status === 503) headers['retry-after'] = String(retryAfterSeconds)
  return new Answer(problem.status, headers, JSON.stringify(problem))
}

/** RFC 6750 §3, RFC 9470 §3. */
function authenticate(problem: Problem | PlainProblem, challenge: Challenge = {}): string {
  if (!('code' in problem) || problem.code === 'session/none') return 'Bearer'
  if (problem.code !== 'auth/insufficient')
    return `Bearer error="invalid_token", error_description="${problem.title}"`
  const { level, maxAgeMs } = challenge
  const acr = level === undefined ? '' : `, acr_values="urn:sojourn:aal:${level}"`
  const maxAge = maxAgeMs === undefined ? '' : `, max_age="${Math.floor(maxAgeMs / 1000)}"`
  return `Bearer error="insufficient_user_authentication", error_description="${problem.title}"${acr}${maxAge}`
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 500
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown } // looked at, not trusted
  const given = status ?? statusCode
  return typeof given === 'number' && Number.isInteger(given) && given >= 400 && given < 500 ? given : 500
}
