import type { KillEntry } from './kill-work.test-support.ts'
import type { SessionId } from './session-id.ts'
import type { Sojourn } from './sojourn.ts'
import type { SessionStore } from './store.ts'

/** What one worker was told to have done, and whether a store has it. */
export interface KillLedger {
  readonly entries: number
  readonly acknowledged: {
    readonly signIns: number
    readonly patches: number
    readonly refreshes: number
    readonly ends: number
  }
  note(entry: KillEntry): void
  /**
   * Each way in which the store differs from what was acknowledged: an empty list when nothing was lost, nothing came
   * back, the index is complete and every credential works or is dead as it should be.
   */
  differences(sojourn: Sojourn, store: SessionStore): Promise<readonly string[]>
}

interface Expected {
  readonly userId: string
  token: string
  /** Live for certain, dead for certain, or either because the end was under way. */
  state: 'live' | 'ending' | 'ended'
}

interface Count {
  acknowledged: number
  begun: number
}

/** @param field the worker's field in the session that all patch */
export function createKillLedger(shared: SessionId, field: string): KillLedger {
  const sessions = new Map<SessionId, Expected>()
  const counts = new Map<SessionId, Count>()
  const acknowledged = { signIns: 0, patches: 0, refreshes: 0, ends: 0 }
  const failures: string[] = []
  let entries = 0

  const countOf = (id: SessionId): Count => {
    const count = counts.get(id) ?? { acknowledged: 0, begun: 0 }
    counts.set(id, count)
    return count
  }

  function note(entry: KillEntry): void {
    entries++
    switch (entry.kind) {
      case 'signed-in': {
        const { id, userId, token } = entry
        acknowledged.signIns++
        sessions.set(id, { userId, token, state: 'live' })
        break
      }
      case 'patching':
        countOf(entry.id).begun = entry.count
        break
      case 'patched':
        acknowledged.patches++
        countOf(entry.id).acknowledged = entry.count
        break
      case 'refreshed':
        acknowledged.refreshes++
        change([entry.id], { token: entry.token })
        break
      case 'ending':
        change(entry.ids, { state: 'ending' })
        break
      case 'ended':
        acknowledged.ends += entry.ids.length
        change(entry.ids, { state: 'ended' })
        break
      case 'failed':
        failures.push(`the worker failed: ${entry.text}`)
    }
  }

  function change(ids: readonly SessionId[], changed: Partial<Expected>): void {
    for (const id of ids) Object.assign(sessions.get(id) ?? {}, changed)
  }

  /** Whether the session's credential works; a refresh token's successor takes its place. */
  async function present(sojourn: Sojourn, expected: Expected): Promise<string> {
    if (!expected.token.startsWith('sjr_')) return (await sojourn.check(expected.token)).status
    const result = await sojourn.refresh(expected.token)
    if (result.status === 'refused') return result.status
    expected.token = result.grant.refreshToken
    const verdict = await sojourn.check(result.grant.accessToken)
    return verdict.status
  }

  async function differencesOf(
    sojourn: Sojourn,
    store: SessionStore,
    id: SessionId,
    expected: Expected,
  ): Promise<string[]> {
    const found = await store.find(id)
    const state = found?.kind ?? 'lost'
    const told = `${id} was ${expected.state}`
    const differences: string[] = []
    if (state !== expected.state && expected.state !== 'ending') differences.push(`${told}: it is ${state}`)
    if (state === 'lost') return [`${told}: it is lost`]
    const verdict = await present(sojourn, expected)
    if (verdict !== (state === 'live' ? 'live' : 'refused')) {
      differences.push(`${told}, it is ${state}: its credential is ${verdict}`)
    }
    const listed = (await sojourn.list(expected.userId)).find((session) => session.id === id)
    if ((listed !== undefined) !== (state === 'live')) {
      differences.push(`${told}, it is ${state}: ${listed ? '' : 'not '}listed`)
    }
    if (expected.state === 'ending') expected.state = state
    if (listed) differences.push(...countDifferences(id, listed.data.count))
    return differences
  }

  function countDifferences(id: SessionId, value: unknown): string[] {
    const { acknowledged: least, begun: most } = countOf(id)
    const count = Number(value ?? 0)
    return count >= least && count <= most ? [] : [`${id} has ${count}, not ${least} to ${most}`]
  }

  async function sharedDifferences(sojourn: Sojourn): Promise<string[]> {
    const data = await sojourn.patch(shared, {})
    return data ? countDifferences(shared, data[field]) : ['the shared session is lost']
  }

  return {
    get entries() {
      return entries
    },
    acknowledged,
    note,
    async differences(sojourn, store) {
      const each = await Promise.all(
        [...sessions].map(([id, expected]) => differencesOf(sojourn, store, id, expected)),
      )
      return [...failures, ...(await sharedDifferences(sojourn)), ...each.flat()]
    },
  }
}
