import type { SessionRecord } from '../record.ts'
import { type DecideContext, type Decision, unchanged } from './decide.ts'

/** Names the session's device; with `of`, only a session of that user. */
export function decideRename(
  record: SessionRecord,
  rename: { readonly name: string | null; readonly of: string | undefined },
  _context: DecideContext,
): Decision<{ readonly status: 'renamed' | 'not-theirs' }> {
  const { id, userId, client } = record
  if (rename.of !== undefined && rename.of !== userId) return unchanged({ status: 'not-theirs' })
  return {
    next: { ...record, client: { ...client, name: rename.name } },
    outcome: { status: 'renamed' },
    events: [{ type: 'session/renamed', details: { id, userId } }],
  }
}
