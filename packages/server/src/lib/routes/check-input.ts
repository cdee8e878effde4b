import type { z } from 'zod'
import { type Refusal, refuse } from './refusal.ts'

/** Input that fits its schema. */
export type Checked<Schema extends z.ZodType> =
  | { readonly status: 'fits'; readonly value: z.output<Schema> }
  | Refusal

const mostTold = 3

/** Checks a part of a request; a refusal names the fields by their path and never shows what they held. */
export function checkInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  name: 'body' | 'query' | 'path',
): Checked<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return { status: 'fits', value: result.data }
  const told = result.error.issues.slice(0, mostTold).map((issue) => describeIssue(issue, name))
  return refuse('request/malformed', told.join(' '))
}

/** Parses JSON. What it is of, nobody knows yet. */
export function parseJson(text: string): { readonly status: 'fits'; readonly value: unknown } | Refusal {
  try {
    return { status: 'fits', value: JSON.parse(text) as unknown }
  } catch {
    return refuse('request/malformed', 'body: this is not JSON.')
  }
}

function describeIssue(issue: z.core.$ZodIssue, name: string): string {
  const path = [name, ...issue.path.map(shown)].join('.')
  if (issue.code === 'unrecognized_keys') {
    return `${path}: ${issue.keys.slice(0, mostTold).map(shown).join(', ')} is not expected here.`
  }
  if (issue.code === 'invalid_type') return `${path}: ${issue.expected} expected.`
  return `${path}: ${issue.message.replace(/\.$/, '')}.`
}

/** A name that a stranger wrote, when it is harmless to show. */
function shown(part: PropertyKey): string {
  const text = String(part)
  return /^[\w-]{1,40}$/.test(text) ? text : '?'
}
