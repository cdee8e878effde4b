import type { Route } from '../routes/define-route.ts'
import { operatorPaths } from './operator-paths.ts'
import { createProblemBook, type ProblemBook, refusalsOf } from './problem-responses.ts'
import { createSchemaBook, type JsonSchema, type SchemaBook } from './schema-book.ts'

/** What the document says of the server besides its routes. */
export interface DocumentFacts {
  readonly version: string
  readonly publicUrl: string
  /** What the paths of the routes begin with. */
  readonly basePath: string
  /** The name of the session cookie. */
  readonly cookieName: string
}

/** An OpenAPI 3.1 document, as far as it is looked at here. */
export interface OpenapiDocument {
  readonly openapi: '3.1.1'
  readonly info: object
  readonly servers: readonly object[]
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly responses: Readonly<Record<string, object>>
    readonly securitySchemes: object
  }
}

/** The document of the routes, from the schemas that validate. */
export function buildDocument(routes: readonly Route[], facts: DocumentFacts): OpenapiDocument {
  const books = { schemas: createSchemaBook(), problems: createProblemBook() }
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(route, facts, books),
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Sojourn',
      version: facts.version,
      summary: 'Accounts, sign-in, recovery and devices.',
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: facts.publicUrl }],
    tags: [...new Set(routes.map(({ tag }) => tag)), 'Operation'].map((name) => ({ name })),
    paths: { ...paths, ...operatorPaths },
    components: {
      schemas: books.schemas.named,
      responses: books.problems.named,
      securitySchemes: {
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: facts.cookieName,
          description: 'Set by a web sign-in. Requests that write also need Sec-Fetch-Site or Origin.',
        },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The access token of a native client, or the session token of a token client.',
        },
      },
    },
  }
}

interface Books {
  readonly schemas: SchemaBook
  readonly problems: ProblemBook
}

function operationOf(route: Route, facts: DocumentFacts, { schemas: book, problems }: Books): object {
  const parameters = [...parametersOf(route, 'path', book), ...parametersOf(route, 'query', book)]
  return {
    operationId: operationId(route, facts),
    tags: [route.tag],
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    security: route.access === 'anyone' ? [] : [{ cookie: [] }, { bearer: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(route.body !== null && { requestBody: requestBodyOf(route, route.body, book) }),
    responses: { ...successResponses(route, book), ...problems.of(refusalsOf(route)) },
  }
}

/** Such as `post_auth_reset_request`, whatever the base path is. */
function operationId({ method, path }: Route, { basePath }: DocumentFacts): string {
  const name = `/auth${path.slice(basePath.length)}`
  return `${method.toLowerCase()}${name.replace(/[{}]/g, '').replace(/\W/g, '_')}`
}

function requestBodyOf(route: Route, body: NonNullable<Route['body']>, book: SchemaBook): object {
  const { mediaTypes = ['application/json'], example, bodyIsOptional = false } = route
  const content = { schema: book.of(body, 'input'), ...(example !== undefined && { example }) }
  return { required: !bodyIsOptional, content: Object.fromEntries(mediaTypes.map((type) => [type, content])) }
}

function parametersOf(route: Route, place: 'path' | 'query', book: SchemaBook): readonly object[] {
  const schema = place === 'path' ? route.params : route.query
  if (schema === null) return []
  const { properties = {}, required = [] } = book.of(schema, 'input') as {
    properties?: Record<string, { description?: string }> // of an object, which is what parameters are
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...of }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema: of,
  }))
}

function successResponses({ answers }: Route, book: SchemaBook): Readonly<Record<string, object>> {
  const responses = Object.entries(answers).map(([status, { description, body }]) => {
    const content = body && { 'application/json': { schema: book.of(body, 'output') } }
    return [status, { description, ...(content && { content }) }] as const
  })
  return Object.fromEntries(responses)
}
