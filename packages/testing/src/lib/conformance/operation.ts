import fc from 'fast-check'
import type { SessionId, SessionStore } from 'sojourn'
import type { ReferenceStore } from './reference-store.ts'
import { bytesOf, newSessionId, newUser, now, plain, plainList, sampleDraft } from './sample-session.ts'

/** The few users and sessions that a random sequence plays with, so that its operations meet. */
export interface Cast {
  readonly users: readonly [string, string]
  readonly sessions: readonly { readonly id: SessionId; readonly userId: string | null }[]
}

export function createCast(): Cast {
  const users = [newUser(), newUser()] as const
  const owners = [users[0], users[1], null, users[0], users[1], users[0], users[0]]
  return { users, sessions: owners.map((userId) => ({ id: newSessionId(userId), userId })) }
}

/** One call; `session`, `except`, `seen` and `user` are places in the cast, `time` is added to the tests' time. */
export type Operation =
  | { kind: 'insert'; session: number; time: number; epoch: number; atMost: number; guardTime: number }
  | { kind: 'replace'; session: number; time: number; version: number; announce: boolean }
  | { kind: 'end'; session: number; time: number }
  | { kind: 'endUser'; user: number; time: number; except: number | null }
  | { kind: 'touch'; seen: { session: number; time: number }[] }
  | { kind: 'sweep'; time: number }

const constant = <const Kind extends string>(kind: Kind): fc.Arbitrary<Kind> => fc.constant(kind)
const session = fc.nat(6)
const time = fc.nat(9)

export const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: constant('insert'),
      session,
      time,
      epoch: fc.constantFrom(0, 0, 0, 1, 2),
      atMost: fc.integer({ min: 1, max: 4 }),
      guardTime: time,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: constant('replace'),
      session,
      time,
      version: fc.constantFrom(1, 2, 2, 2, 3, 3, 4),
      announce: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: constant('end'), session, time }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: constant('endUser'), user: fc.nat(1), time, except: fc.option(session) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: constant('touch'),
      seen: fc.array(fc.record({ session, time }), { maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: constant('sweep'), time }) },
)

/** Makes the call on a store or on the reference; the answer compares by content. */
export async function perform(
  operation: Operation,
  on: SessionStore | ReferenceStore,
  cast: Cast,
): Promise<unknown> {
  if (operation.kind === 'sweep') return on.sweep({ before: now + operation.time, limit: 1000 })
  if (operation.kind === 'touch') {
    return on.touch(
      operation.seen.map((seen) => ({ id: member(cast, seen.session).id, ...timesOf(seen.time) })),
    )
  }
  const draft = sampleDraft({ endedAt: now + operation.time, keepUntil: now + operation.time })
  if (operation.kind === 'endUser') {
    const except = operation.except === null ? {} : { except: member(cast, operation.except).id }
    const ended = await on.endUser(cast.users[operation.user] ?? cast.users[0], {
      tombstone: draft,
      ...except,
    })
    return [...ended].sort()
  }
  const { id, userId } = member(cast, operation.session)
  if (operation.kind === 'end') return on.end(id, draft)
  const content = bytesOf(JSON.stringify(operation))
  const written = {
    kind: 'live',
    id,
    userId,
    version: 1,
    bytes: content,
    ...timesOf(operation.time),
  } as const
  if (operation.kind === 'insert') {
    const { epoch, atMost, guardTime } = operation
    const result = await on.insert(written, { epoch, atMost, now: now + guardTime })
    return result.status === 'full' ? { ...result, sessions: plainList(result.sessions) } : result
  }
  const { version, announce } = operation
  const result = await on.replace({ ...written, version }, { announce })
  return result.status === 'conflict' ? { ...result, current: plain(result.current) } : result
}

function timesOf(time: number): { lastSeenAt: number; keepUntil: number } {
  return { lastSeenAt: now - 10 + time, keepUntil: now + time }
}

function member(cast: Cast, place: number): Cast['sessions'][number] {
  const found = cast.sessions[place]
  if (!found) throw new Error(`nobody in the cast at ${place}`)
  return found
}
