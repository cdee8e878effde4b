import type { JsonObject } from './json.ts'
import { SojournError } from './sojourn-error.ts'
import type { DataCheck } from './transitions/patch-data.ts'

/** The part of Standard Schema (version 1) that is used: any zod, valibot or arktype schema has it. */
export interface DataSchema {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>
  }
}

interface SchemaResult {
  readonly issues?:
    | readonly {
        readonly message: string
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
      }[]
    | undefined
}

/** Makes the check of session data by the application's schema; without one everything passes. */
export function createDataCheck(schema: DataSchema | undefined): DataCheck {
  if (!schema) return () => null
  return (data: JsonObject) => {
    const result = schema['~standard'].validate(data)
    if (result instanceof Promise) {
      throw new SojournError(
        'config/invalid',
        'data: the schema is asynchronous; session data needs a synchronous one',
      )
    }
    const [issue] = result.issues ?? []
    if (!issue) return null
    const path = (issue.path ?? [])
      .map((part) => String(typeof part === 'object' ? part.key : part))
      .join('.')
    return path ? `${path}: ${issue.message}` : issue.message
  }
}
