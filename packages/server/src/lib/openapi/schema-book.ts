import { z } from 'zod'

/** A JSON Schema (2020-12), which is what OpenAPI 3.1 takes. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Collects the schemas that have a name, and refers to them. */
export interface SchemaBook {
  /** By name, as `components.schemas` of the document. */
  readonly named: Record<string, JsonSchema>
  /**
   * The JSON Schema of a zod schema, referring to those with a name.
   *
   * @param io whether it is of what is sent (`input`) or of what is answered
   */
  of(schema: z.ZodType, io: 'input' | 'output'): JsonSchema
}

export function createSchemaBook(): SchemaBook {
  const named: Record<string, JsonSchema> = {}
  return {
    named,
    of(schema, io) {
      const {
        $schema: _,
        $defs,
        ...root
      } = z.toJSONSchema(schema, {
        io,
        unrepresentable: 'any',
        override: ({ jsonSchema }) => {
          if (jsonSchema.format !== undefined) delete jsonSchema.pattern // the format says as much, shorter
        },
      })
      for (const [name, each] of Object.entries($defs ?? {})) named[name] = withoutNames(each)
      if (typeof root.id !== 'string') return withoutNames(root)
      named[root.id] = withoutNames(root)
      return { $ref: `#/components/schemas/${root.id}` }
    },
  }
}

/** Refers to the document's components, and leaves out what only zod reads. */
function withoutNames(schema: object): JsonSchema {
  const {
    id: _,
    '~standard': __,
    ...rest
  } = JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Record<
    string,
    unknown
  > // what was an object is one again
  return rest
}
