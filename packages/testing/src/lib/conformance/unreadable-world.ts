import type { Grant, SessionId, SessionStore, Sojourn, SojournEvent, StoredSession } from 'sojourn'
import { createManualClock, type ManualClock } from '../manual-clock.ts'
import { startSojourn } from '../start-sojourn.ts'
import { newUser, now } from './sample-session.ts'

type Web = Extract<Grant, { kind: 'session' }>
type Native = Extract<Grant, { kind: 'tokens' }>

/** The engine on the store under test, and a person with a session in a browser and one in an app. */
export interface UnreadableWorld {
  readonly sojourn: Sojourn
  readonly clock: ManualClock
  readonly events: readonly SojournEvent[]
  readonly userId: string
  readonly web: Web
  readonly native: Native
}

/** Starts the engine on `store`, at the tests' time. */
export async function startOn(store: SessionStore, sessionsPerUser = 100): Promise<UnreadableWorld> {
  const { sojourn, clock, events } = await startSojourn({
    store,
    clock: createManualClock(now),
    policy: { sessionsPerUser },
  })
  const userId = newUser()
  const web = await sojourn.signIn(userId, { methods: ['pwd'], data: { cart: ['tea'] } })
  const native = await sojourn.signIn(userId, { methods: ['pwd'], client: { kind: 'native' } })
  if (web.kind !== 'session' || native.kind !== 'tokens') throw new TypeError('grants of the wrong kinds')
  return { sojourn, clock, events, userId, web, native }
}

/** A record that the engine of this version cannot read, made of one that it can. */
export interface Unreadable {
  readonly what: string
  readonly code: 'record/newer' | 'record/corrupt'
  spoil(bytes: Uint8Array): Uint8Array
}

export const unreadable: readonly Unreadable[] = [
  {
    what: 'of the next version',
    code: 'record/newer',
    spoil: (bytes) => Uint8Array.of((bytes[0] ?? 0) + 1, ...bytes.subarray(1)),
  },
  {
    what: 'of the last version there can be',
    code: 'record/newer',
    spoil: () => Uint8Array.of(255, 0, 10, 13),
  },
  { what: 'cut short', code: 'record/corrupt', spoil: (bytes) => bytes.slice(0, bytes.length >> 1) },
  {
    what: 'of foreign bytes',
    code: 'record/corrupt',
    spoil: (bytes) => bytes.map((_, n) => (n === 0 ? 1 : (n * 197) % 256)),
  },
  { what: 'of no bytes', code: 'record/corrupt', spoil: () => new Uint8Array() },
]

/** Puts other bytes in the place of a live record, as another process or a fault would: the next version of it. */
export async function plant(
  store: SessionStore,
  id: SessionId,
  spoil: (bytes: Uint8Array) => Uint8Array,
): Promise<{ readonly planted: StoredSession; restore(): Promise<void> }> {
  const found = await store.find(id)
  if (found?.kind !== 'live') throw new Error('there is no live record to spoil')
  const before = Uint8Array.from(found.bytes)
  const planted = { ...found, version: found.version + 1, bytes: spoil(before) }
  const put = async (next: StoredSession): Promise<void> => {
    const { status } = await store.replace(next, { announce: true })
    if (status !== 'replaced') throw new Error(`the store did not take version ${next.version}`)
  }
  await put(planted)
  return { planted, restore: () => put({ ...found, version: planted.version + 1, bytes: before }) }
}
