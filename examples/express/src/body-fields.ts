import { ShopError } from './shop-error.ts'

/** Reads the fields of a parsed body, of which nothing is known yet. */
export interface BodyFields {
  /** The text of a field; empty when it is missing. */
  text(name: string): string
  /** What a field says; undefined when it is missing, which is not the same as false. */
  flag(name: string): boolean | undefined
  /** The fields of an object within. */
  within(name: string): BodyFields
  entries(): readonly (readonly [string, unknown])[]
}

/** @throws ShopError 422 when a field is of another type than what is asked for */
export function bodyFields(body: unknown): BodyFields {
  if (body === undefined) return bodyFields({})
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ShopError(422, 'shop/invalid', 'Send an object.')
  }
  const fields = new Map<string, unknown>(Object.entries(body))
  return {
    text(name) {
      const value = fields.get(name) ?? ''
      if (typeof value === 'string' && value.isWellFormed()) return value
      throw new ShopError(422, 'shop/invalid', `${name}: send one text.`)
    },
    flag(name) {
      const value = fields.get(name) ?? undefined
      if (value === undefined || typeof value === 'boolean') return value
      throw new ShopError(422, 'shop/invalid', `${name}: send true or false.`)
    },
    within: (name) => bodyFields(fields.get(name)),
    entries: () => [...fields],
  }
}
