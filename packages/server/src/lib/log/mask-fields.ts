import type { LogFields } from './log.ts'

const secretName =
  /(password|passphrase|secret|token|cookie|authorization|credential)s?$|^(keys?|next|current)$/i
/** Names that stand for a secret here and for a word there: only long values without a slash are masked. */
const doubtfulName = /^(code|device|mark|id_token)$/i
const deepest = 4
const longestText = 4000

/** The fields as they are written: what has the name of a secret is masked, long texts are cut, depth is bounded. */
export function maskFields(fields: LogFields): Record<string, unknown> {
  return maskRecord(fields, 0)
}

function maskRecord(record: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  const masked: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(record)) {
    const isSecret =
      (secretName.test(name) && holdsText(value)) || (doubtfulName.test(name) && looksSecret(value))
    masked[name] = isSecret ? '[masked]' : maskValue(value, depth + 1)
  }
  return masked
}

function maskValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.length > longestText ? `${value.slice(0, longestText)}…` : value
  if (value instanceof Error) return maskValue(value.stack ?? value.message, depth)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value
  if (depth >= deepest) return '[deep]'
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => maskValue(item, depth + 1))
  return maskRecord(value as Record<string, unknown>, depth) // an object
}

function holdsText(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
}

function looksSecret(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{16,}$/.test(value)
}
