import { type ErrorCode, errors } from '@sojourn/protocol'
import type { Sojourn } from '../engine/sojourn.ts'
import type { HostileRequest } from './fuzz-input.test-support.ts'

/** The one answer that is right: a problem's code, or `done` where a stranger may pass. */
export interface Expected {
  readonly status: number
  readonly code: ErrorCode | 'done'
}

/**
 * What the victim's application has to answer to a request in which no credential is good. What is wrong is looked for
 * in this order: the body, the host, the page it comes from, the credential, and what the route asks for.
 */
export async function expectedAnswer(
  request: HostileRequest,
  port: number,
  check: Sojourn['check'],
): Promise<Expected> {
  const { method, path, headers, body } = request
  const fault = faultAsSent(request)
  if (fault?.startsWith('request/')) return problem(fault)
  if (headers.host !== undefined) return problem('request/unknown-host')

  const bearer = bearerOf(headers.authorization)
  const cookies = cookiesOf(headers.cookie, `sojourn-${port}`)
  const from = pageOf(headers, port)
  const isExempt = method === 'GET' || typeof bearer === 'string'
  if (!isExempt && (from === 'elsewhere' || (from === 'unknown' && cookies.length > 0)))
    return problem('request/cross-site')
  if (bearer === undefined && cookies.length > 1) return problem('request/duplicate-cookie')
  const [cookie] = cookies
  const refusal =
    bearer !== undefined
      ? await refusalOf(bearer, check)
      : cookie !== undefined
        ? await refusalOfCookie(cookie, check)
        : null

  if (path === '/login') return problem('name/invalid')
  if (path === '/refresh') {
    if (fault === null && body.isOtherKind) return problem('credential/wrong-kind')
    return problem(await refusalOf(fault === null ? body.refreshToken : undefined, check))
  }
  if (path === '/logout') return refusal === null ? { status: 204, code: 'done' } : problem(refusal)
  if (path !== '/cart') return problem(refusal ?? 'session/none')
  // An anonymous session begins with the data, unless a Bearer is bad or a cookie may be good again later.
  if (fault === 'data/invalid') return problem(fault)
  const isInTheWay = bearer !== undefined || refusal === 'credential/unknown-key'
  if (refusal !== null && isInTheWay) return problem(refusal)
  if (from !== 'own') return problem('request/cross-site')
  return fault === 'data/too-large' ? problem(fault) : { status: 200, code: 'done' }
}

function problem(code: ErrorCode): Expected {
  return { status: errors[code].status, code }
}

/** What is wrong with the body under its content type: any other than JSON is not read, so there is no data. */
function faultAsSent({ type, body }: HostileRequest): ErrorCode | null {
  if (!type.startsWith('application/json')) return 'data/invalid'
  return /charset=(?!utf-)/.test(type) ? 'request/content-type' : body.fault
}

/** `Bearer` and one token68 (RFC 6750 §2.1); null when it says Bearer and is not that. */
function bearerOf(authorization: string | undefined): string | null | undefined {
  const text = authorization?.replace(/^[ \t]+|[ \t]+$/g, '') ?? ''
  if (!/^bearer($|[ \t,])/i.test(text)) return undefined
  return /^.{6} ([\w.~+/-]+=*)$/.exec(text)?.[1] ?? null
}

function cookiesOf(header: string | undefined, name: string): readonly string[] {
  const pairs = header?.replace(/^[ \t]+|[ \t]+$/g, '').split(';') ?? []
  return pairs
    .map((pair) => pair.replace(/^[ \t]+/, ''))
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
}

function pageOf(headers: HostileRequest['headers'], port: number): 'own' | 'elsewhere' | 'unknown' {
  if (headers['sec-fetch-site'] === 'same-origin') return 'own'
  if (headers.origin === undefined) return 'unknown'
  return headers.origin === `http://127.0.0.1:${port}` ? 'own' : 'elsewhere'
}

async function refusalOfCookie(text: string, check: Sojourn['check']): Promise<ErrorCode> {
  return /^sj[ar]_/.test(text) ? 'credential/wrong-kind' : refusalOf(text, check)
}

/** Why a text is no credential: what the engine says of it by itself. */
async function refusalOf(text: string | null | undefined, check: Sojourn['check']): Promise<ErrorCode> {
  const verdict = await check(text ?? '')
  if (verdict.status === 'live') throw new Error('a credential of a hostile request is good')
  return verdict.code
}
