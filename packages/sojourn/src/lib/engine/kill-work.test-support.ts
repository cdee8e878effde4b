import type { SessionId } from './session-id.ts'
import type { Sojourn } from './sojourn.ts'

/**
 * What a working engine tells, so that it can be killed at any moment: before each step whose effect would otherwise be
 * a riddle, and after each acknowledged one.
 */
export type KillEntry =
  /** With a session token, or a refresh token. */
  | { readonly kind: 'signed-in'; readonly id: SessionId; readonly userId: string; readonly token: string }
  | { readonly kind: 'patching'; readonly id: SessionId; readonly count: number }
  | { readonly kind: 'patched'; readonly id: SessionId; readonly count: number }
  | { readonly kind: 'refreshed'; readonly id: SessionId; readonly token: string }
  | { readonly kind: 'ending'; readonly ids: readonly SessionId[] }
  | { readonly kind: 'ended'; readonly ids: readonly SessionId[] }
  | { readonly kind: 'failed'; readonly text: string }

/** Resolves once the entry is where a kill cannot reach it. */
export type Tell = (entry: KillEntry) => Promise<void> | void

interface KillWork {
  readonly sojourn: Sojourn
  readonly tell: Tell
  /** The worker's own name: its users begin with it. */
  readonly name: string
  /** A session that every worker patches, each its own field. */
  readonly shared: SessionId
  /** Lanes that work at the same time. */
  readonly lanes: number
}

/** The policy under which each refresh rotates, since none repeats the answer of the one before. */
export const killPolicy = { rotationWindow: '1ms', access: '1h' } as const

/** Works until something fails or the process is killed. Rejects with the first failure. */
export async function workUntilKilled(work: KillWork): Promise<never> {
  const lanes = Array.from({ length: work.lanes }, async (_, lane): Promise<never> => {
    for (let person = 0; ; person++) await liveOnce(work, `${work.name}-${lane}-${person}`, person)
  })
  const contest = async (): Promise<never> => {
    for (let count = 1; ; count++) await countTo(work, work.shared, count, work.name)
  }
  return Promise.race([...lanes, contest()])
}

/** One person signs in on two devices, uses both, and leaves in one of three ways. */
async function liveOnce(work: KillWork, userId: string, person: number): Promise<void> {
  const { sojourn, tell } = work
  const options = { methods: ['pwd'], data: { count: 0 } }
  const web = await sojourn.signIn(userId, options)
  if (web.kind !== 'session') throw new TypeError('a web client gets a session token')
  await tell({ kind: 'signed-in', id: web.session.id, userId, token: web.sessionToken })
  const native = await sojourn.signIn(userId, { ...options, client: { kind: 'native' } })
  if (native.kind !== 'tokens') throw new TypeError('a native client gets two tokens')
  const { id } = native.session
  await tell({ kind: 'signed-in', id, userId, token: native.refreshToken })
  let token: string = native.refreshToken
  for (let count = 1; count <= 3; count++) {
    await countTo(work, web.session.id, count, 'count')
    const result = await sojourn.refresh(token)
    if (result.status === 'refused') throw new Error(`a refresh was refused: ${result.code}`)
    token = result.grant.refreshToken
    await tell({ kind: 'refreshed', id, token })
    const verdict = await sojourn.check(result.grant.accessToken)
    if (verdict.status === 'refused') throw new Error(`an access token was refused: ${verdict.code}`)
    await countTo(work, id, count, 'count')
  }
  const ids = [[web.session.id], [web.session.id, id], []][person % 3] ?? []
  if (ids.length === 0) return
  await tell({ kind: 'ending', ids })
  if (ids.length > 1) await sojourn.endUser(userId)
  else await sojourn.end(web.session.id)
  await tell({ kind: 'ended', ids })
}

async function countTo(
  { sojourn, tell }: KillWork,
  id: SessionId,
  count: number,
  field: string,
): Promise<void> {
  await tell({ kind: 'patching', id, count })
  const data = await sojourn.patch(id, { [field]: count })
  if (data?.[field] !== count)
    throw new Error(`a patch of ${field} to ${count} left ${String(data?.[field])}`)
  await tell({ kind: 'patched', id, count })
}
