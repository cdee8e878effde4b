/** The routes of operators, which need no session. Their answers are for machines that know them. */
export const operatorPaths: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  '/healthz': { get: operation('healthz', 'Whether the process answers', { 200: json('It does.') }) },
  '/readyz': {
    get: operation('readyz', 'Whether requests may be sent here', {
      200: json('They may: store, accounts and clock are well.'),
      503: json('Not now: something failed, or the server is stopping.'),
    }),
  },
  '/metrics': {
    get: {
      ...operation('metrics', 'Numbers for Prometheus', {
        200: { description: 'The numbers.', content: { 'text/plain': { schema: { type: 'string' } } } },
        401: problem('The token that is set was not sent.'),
        403: problem('No token is set, and the request is not from this machine.'),
      }),
      security: [{ bearer: [] }, {}],
    },
  },
  '/openapi.json': { get: operation('openapi', 'This document', { 200: json('OpenAPI 3.1.') }) },
  '/.well-known/jwks.json': {
    get: operation('jwks', 'The public keys of JWTs', {
      200: json('A JWK Set (RFC 7517 §5). It is empty: this server issues no JWT.'),
    }),
  },
}

function operation(
  operationId: string,
  summary: string,
  responses: Readonly<Record<number, object>>,
): object {
  const unreadable = { 400: problem('The address or the Host of the request cannot be read.') }
  return {
    operationId,
    tags: ['Operation'],
    summary,
    security: [],
    responses: { ...responses, ...unreadable },
  }
}

function json(description: string): object {
  return { description, content: { 'application/json': { schema: { type: 'object' } } } }
}

function problem(description: string): object {
  return { description, content: { 'application/problem+json': { schema: { type: 'object' } } } }
}
