import { type ErrorCode, errors } from '@sojourn/protocol'
import { credentialRefusals } from '../routes/credential-refusals.ts'
import type { Route } from '../routes/define-route.ts'

const ofAnyRoute = [
  'request/malformed',
  'request/unknown-host',
  'request/insecure',
  'request/cross-site',
  'request/duplicate-cookie',
  'store/unavailable',
  'store/busy',
  'store/full',
  'store/damaged',
  'clock/uncertain',
  'record/corrupt',
  'record/newer',
] as const satisfies readonly ErrorCode[]
const ofWriting = ['request/too-large'] as const satisfies readonly ErrorCode[]

/** Every code that a route may refuse with. */
export function refusalsOf(
  route: Pick<Route, 'method' | 'access' | 'body' | 'refusals'>,
): readonly ErrorCode[] {
  return [
    ...route.refusals,
    ...(route.method === 'GET' ? [] : ofWriting),
    ...(route.body === null ? [] : (['request/content-type'] as const)),
    ...(route.access === 'anyone' ? [] : credentialRefusals),
    ...(route.access === 'recent' ? (['auth/insufficient'] as const) : []),
    ...ofAnyRoute,
  ]
}

/** Collects the responses of refusals, of which many routes share most. */
export interface ProblemBook {
  /** By name, as `components.responses` of the document. */
  readonly named: Record<string, object>
  /** The responses of these codes, by status. */
  of(codes: readonly ErrorCode[]): Readonly<Record<string, object>>
}

export function createProblemBook(): ProblemBook {
  const named: Record<string, object> = {}
  const names = new Map<string, string>()

  function refer(status: number, codes: readonly ErrorCode[]): object {
    const key = codes.toSorted().join(' ')
    const name = names.get(key) ?? newName(`Refused${status}`)
    names.set(key, name)
    named[name] ??= problemResponse(status, codes)
    return { $ref: `#/components/responses/${name}` }
  }

  function newName(stem: string): string {
    for (let count = 1; ; count++) {
      const name = count === 1 ? stem : `${stem}_${count}`
      if (!(name in named)) return name
    }
  }

  return {
    named,
    of(codes) {
      const byStatus = Map.groupBy(new Set(codes), (code) => errors[code].status)
      return Object.fromEntries(
        [...byStatus].map(([status, ofStatus]) => [String(status), refer(status, ofStatus)]),
      )
    },
  }
}

function problemResponse(status: number, codes: readonly ErrorCode[]): object {
  const [first] = codes
  const headers = {
    ...(status === 401 && { 'WWW-Authenticate': header('What to present (RFC 6750, RFC 9470).') }),
    ...((status === 429 || status === 503) && { 'Retry-After': header('When to try again, in seconds.') }),
  }
  return {
    description: codes.map((code) => `\`${code}\`: ${errors[code].title}.`).join(' '),
    ...(Object.keys(headers).length > 0 && { headers }),
    content: {
      'application/problem+json': {
        schema: problemSchema(status, codes),
        ...(first !== undefined && { example: problemExample(first) }),
      },
    },
  }
}

function header(description: string): object {
  return { description, schema: { type: 'string' } }
}

/** RFC 9457. */
function problemSchema(status: number, codes: readonly ErrorCode[]): object {
  return {
    type: 'object',
    properties: {
      type: { type: 'string', description: '`urn:sojourn:problem:<code>`' },
      title: { type: 'string' },
      status: { const: status },
      code: { type: 'string', enum: codes },
      detail: { type: 'string', description: 'What to do about it.' },
    },
    required: ['type', 'title', 'status', 'code', 'detail'],
    additionalProperties: false,
  }
}

function problemExample(code: ErrorCode): object {
  const { status, title } = errors[code]
  return { type: `urn:sojourn:problem:${code}`, title, status, code, detail: 'What to do about it.' }
}
