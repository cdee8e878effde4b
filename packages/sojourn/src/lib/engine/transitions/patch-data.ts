import type { JsonObject } from '../json.ts'
import { mergePatch } from '../merge-patch.ts'
import type { SessionRecord } from '../record.ts'
import { type DecideContext, type Decision, unchanged } from './decide.ts'

export type PatchOutcome =
  | { readonly status: 'patched'; readonly data: JsonObject }
  | { readonly status: 'invalid'; readonly detail: string }
  | { readonly status: 'too-large'; readonly bytes: number }

/** Checks the merged data: the reason why it is not valid, or null. */
export type DataCheck = (data: JsonObject) => string | null

/** Merges a patch into the session's data (RFC 7396), within the policy's size. */
export function decidePatch(
  record: SessionRecord,
  patch: JsonObject,
  check: DataCheck,
  { policy }: DecideContext,
): Decision<PatchOutcome> {
  const data = mergePatch(record.data, patch)
  const bytes = Buffer.byteLength(JSON.stringify(data))
  if (bytes > policy.maxDataBytes) return unchanged({ status: 'too-large', bytes })
  const detail = check(data)
  if (detail !== null) return unchanged({ status: 'invalid', detail })
  const { id, userId, version } = record
  return {
    next: { ...record, data },
    outcome: { status: 'patched', data },
    events: [{ type: 'session/changed', details: { id, userId, version: version + 1 } }],
  }
}
