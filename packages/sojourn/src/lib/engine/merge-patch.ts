import type { Json, JsonObject } from './json.ts'

/** The deepest nesting of session data. */
const deepest = 32

/** Applies a JSON Merge Patch (RFC 7396 §2): null removes, objects merge, everything else replaces. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map<string, Json>(Object.entries(target))
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      merged.delete(key)
    } else if (isJsonObject(value)) {
      const before = merged.get(key)
      merged.set(key, mergePatch(isJsonObject(before) ? before : {}, value))
    } else {
      merged.set(key, value)
    }
  }
  return Object.fromEntries(merged)
}

/** Why `value` is no JSON object fit for session data, or null when it is. */
export function whyNotData(value: unknown): string | null {
  if (!isJsonObject(value)) return 'session data is a JSON object'
  return whyNotJson(value, 'data', deepest)
}

function whyNotJson(value: unknown, path: string, depth: number): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path}: not a JSON number`
  if (depth === 0) return `${path}: nested deeper than ${deepest} levels`
  if (Array.isArray(value)) {
    return firstReason(value.entries(), ([index, item]) => whyNotJson(item, `${path}[${index}]`, depth - 1))
  }
  if (!isJsonObject(value)) return `${path}: not JSON; use null to remove a field`
  return firstReason(Object.entries(value), ([key, item]) =>
    key === '__proto__'
      ? `${path}: __proto__ is no name for a field`
      : whyNotJson(item, `${path}.${key}`, depth - 1),
  )
}

function firstReason<Item>(items: Iterable<Item>, why: (item: Item) => string | null): string | null {
  for (const item of items) {
    const reason = why(item)
    if (reason !== null) return reason
  }
  return null
}

function isJsonObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
