import { z } from 'zod'
import type { Answer, TestServer } from '../routes/server.test-support.ts'

interface MediaTypes {
  readonly content?: Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>>
}

/** An operation as the document tells of it. */
export interface Operation extends Record<string, unknown> {
  readonly operationId: string
  readonly security: readonly object[]
  readonly parameters?: readonly { readonly name: string; readonly in: 'path' | 'query' }[]
  readonly requestBody?: MediaTypes & { readonly required: boolean }
  readonly responses: Readonly<Record<string, MediaTypes>>
}

export interface DocumentedOperation {
  readonly method: string
  readonly path: string
  readonly operation: Operation
  /** Why an answer is not one that the document promises, or null. */
  flaw(answer: Answer): string | null
}

/** Reads `/openapi.json`, its references followed. */
export async function readDocument(server: TestServer): Promise<readonly DocumentedOperation[]> {
  const { json } = await server.send({ path: '/openapi.json' })
  const paths = follow(json.paths, json) as Record<string, Record<string, Operation>>
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const flaw = createFlaw(operation)
      return { method: method.toUpperCase(), path, operation, flaw }
    }),
  )
}

function follow(value: unknown, root: object): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each) => follow(each, root))
  if ('$ref' in value && typeof value.$ref === 'string') {
    const target = value.$ref
      .slice(2)
      .split('/')
      .reduce<unknown>((within, key) => (within as Record<string, unknown>)[key], root)
    if (target === undefined) throw new Error(`${value.$ref} leads nowhere`)
    return follow(target, root)
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, follow(each, root)]))
}

function createFlaw({ responses }: Operation): DocumentedOperation['flaw'] {
  const schemas = new Map<string, z.ZodType>()
  const schemaOf = (key: string, schema: object): z.ZodType => {
    const made = schemas.get(key) ?? z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])
    schemas.set(key, made)
    return made
  }
  return ({ status, headers, text, json }) => {
    const response = responses[String(status)]
    if (response === undefined) return `status ${status} is not documented: ${text.slice(0, 200)}`
    if (response.content === undefined) return text === '' ? null : `${status} has a body`
    const [type = ''] = (headers['content-type'] ?? '').split(';')
    const media = response.content[type]
    if (media === undefined) return `${status}: ${type || 'nothing'} is not documented`
    if (!type.endsWith('json')) return null
    const result = schemaOf(`${status} ${type}`, media.schema).safeParse(json)
    return result.success ? null : `${status}: ${result.error.message} of ${text.slice(0, 300)}`
  }
}
