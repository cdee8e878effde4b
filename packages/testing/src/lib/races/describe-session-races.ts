import { createSojourn, generateKey, type SessionId, type Sojourn } from 'sojourn'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenedStore, openStore, type StoreAddress } from './open-store.ts'
import { type PartySettings, type RaceParty, startLocalParty, startRemoteParty } from './race-party.ts'
import type { RaceOutcome, RaceResult } from './race-result.ts'
import type { RaceTask } from './race-task.ts'

/** A store that lives as long as a suite. */
export interface RaceFixture {
  readonly address: StoreAddress
  dispose(): Promise<void>
}

const sessionsPerUser = 100
/** The default: how long a process may answer from its near-cache when it hears nothing of an end. */
const leaseMs = 1000

/**
 * The races of the engine on a real store, by one process and by four.
 *
 * @example
 * describeSessionRaces('sqlite', async () => ({ address: { kind: 'sqlite', path }, dispose }))
 */
export function describeSessionRaces(name: string, createFixture: () => Promise<RaceFixture>): void {
  describe.each([1, 4])(`races on ${name}, processes: %d`, (processes) => {
    let fixture: RaceFixture
    let opened: OpenedStore
    let parties: readonly RaceParty[]
    /** An engine whose clock is ten minutes behind: what it issues is past its rotation window for the parties. */
    let earlier: Sojourn
    let users = 0

    beforeAll(async () => {
      fixture = await createFixture()
      const options = { keys: generateKey(), policy: { sessionsPerUser, access: '1h' } } as const
      const nearCache = { onlyProcess: processes === 1 } // of those that take part in a race
      const settings: PartySettings = { address: fixture.address, options: { ...options, nearCache } }
      opened = await openStore(fixture.address)
      const clock = { now: () => Date.now() - 600_000, monotonic: () => performance.now() }
      earlier = await createSojourn({ ...options, store: opened.store, clock, nearCache: false })
      parties = await Promise.all(
        Array.from({ length: processes }, () =>
          (processes === 1 ? startLocalParty : startRemoteParty)(settings),
        ),
      )
    })
    afterAll(async () => {
      await Promise.all((parties ?? []).map((party) => party.stop()))
      await earlier?.close()
      await opened?.close()
      await fixture?.dispose()
    })

    const newUser = (): string => `user-${processes}-${users++}`
    const everyone = async (task: (share: number) => RaceTask): Promise<RaceResult> => {
      const results = await Promise.all(parties.map((party, share) => party.run(task(share))))
      return {
        outcomes: results.flatMap(({ outcomes }) => outcomes),
        rotations: results.reduce((sum, { rotations }) => sum + rotations, 0),
      }
    }
    const liveOf = async (tokens: readonly string[]): Promise<readonly RaceOutcome[]> => {
      const { outcomes } = await everyone(() => ({ kind: 'check', tokens }))
      return outcomes.filter(({ id }) => id !== undefined)
    }
    const signIn = async (userId: string): Promise<{ id: SessionId; token: string }> => {
      const { session, ...grant } = await earlier.signIn(userId, { methods: ['pwd'] })
      return { id: session.id, token: 'sessionToken' in grant ? grant.sessionToken : '' }
    }

    it('1,000 parallel refreshes of one token rotate it once, and every answer is usable', async () => {
      const grant = await earlier.signIn(newUser(), { methods: ['pwd'], client: { kind: 'native' } })
      if (grant.kind !== 'tokens') throw new TypeError('a native client gets two tokens')
      const token = grant.refreshToken
      const { outcomes, rotations } = await everyone(() => ({
        kind: 'refresh',
        token,
        times: 1000 / processes,
      }))
      expect(outcomes.filter(({ code }) => code !== undefined)).toEqual([])
      expect(new Set(outcomes.map(({ refreshToken }) => refreshToken)).size).toBe(1)
      expect(rotations).toBe(1)
      const tokens = outcomes.map((outcome) => outcome.token ?? '')
      expect(await liveOf(tokens)).toHaveLength(1000 * processes)
      const [first] = outcomes
      const next = first?.refreshToken ?? ''
      const again = await everyone(() => ({ kind: 'refresh', token: next, times: 1 }))
      expect(again.outcomes.filter(({ code }) => code !== undefined)).toEqual([])
    })

    it('500 parallel patches of different fields are all there', async () => {
      const userId = newUser()
      const { id } = await signIn(userId)
      const each = 500 / processes
      const fieldsOf = (share: number): string[] =>
        Array.from({ length: each }, (_, index) => `field-${share * each + index}`)
      const { outcomes } = await everyone((share) => ({ kind: 'patch', id, fields: fieldsOf(share) }))
      expect(outcomes.filter(({ code }) => code !== undefined)).toEqual([])
      const [session] = await earlier.list(userId)
      const written = Object.keys(session?.data ?? {}).sort()
      expect(written).toEqual(parties.flatMap((_, share) => fieldsOf(share)).sort())
    })

    it('200 parallel sign-ins of one person are capped, and all that live are listed', async () => {
      const userId = newUser()
      const epochs = Array<number>(200 / processes).fill(0)
      const { outcomes } = await everyone(() => ({ kind: 'sign-in', userId, epochs }))
      expect(outcomes.filter(({ code }) => code !== undefined)).toEqual([])
      const listed = (await earlier.list(userId)).map(({ id }) => id).sort()
      expect(listed).toHaveLength(sessionsPerUser)
      const live = await liveOf(outcomes.map(({ token }) => token ?? ''))
      expect([...new Set(live.map(({ id }) => id))].sort()).toEqual(listed)
    })

    /** Has every party check a token until its near-cache holds it, where it has one. */
    const prime = async (token: string): Promise<void> => {
      const { outcomes } = await everyone(() => ({ kind: 'check', tokens: [token] }))
      const hasCache = processes === 1 || fixture.address.kind === 'sqlite'
      expect(outcomes.map(({ cached }) => cached)).toEqual(parties.map(() => hasCache))
    }
    /** What each party met, when the one of that turn ended the session or the person's sessions in the middle. */
    const raceTheEnd = async (round: number, task: (endAfter?: number) => RaceTask): Promise<RaceTally> => {
      const ender = round % parties.length
      const results = await Promise.all(
        parties.map((party, share) => party.run(task(share === ender ? 5 + 2 * round : undefined))),
      )
      const endedAt = results[ender]?.endedAt ?? Number.NaN
      for (const { lastLiveAt = 0 } of results) expect(lastLiveAt).toBeLessThan(endedAt + leaseMs)
      const outcomes = results.flatMap((result) => result.outcomes)
      const others = results.filter((_, share) => share !== ender)
      return {
        outcomes,
        succeeded: outcomes.filter(({ code }) => code === undefined).length,
        succeededElsewhere: others.flatMap((other) => other.outcomes).filter(({ code }) => !code).length,
        refusals: outcomes.flatMap(({ code }) => code ?? []),
      }
    }

    it('a sign-out against 100 writes in flight leaves the session dead, also where it was cached', async () => {
      let elsewhere = 0
      for (let round = 0; round < 10; round++) {
        const userId = newUser()
        const { id, token } = await signIn(userId)
        await prime(token)
        const fields = Array.from({ length: 100 / processes }, (_, index) => `field-${index}`)
        const tally = await raceTheEnd(round, (endAfter) => ({
          kind: 'patch-until-ended',
          id,
          fields,
          token,
          endAfter,
        }))
        expect(tally.succeeded).toBeGreaterThan(0)
        expect(tally.refusals).toEqual(Array(100).fill('null'))
        elsewhere += tally.succeededElsewhere
        expect(await liveOf([token])).toEqual([])
        expect(await earlier.list(userId)).toEqual([])
        const { outcomes } = await everyone(() => ({ kind: 'patch', id, fields: ['late'] }))
        expect(outcomes.map(({ code }) => code)).toEqual(parties.map(() => 'null'))
      }
      if (processes > 1) expect(elsewhere).toBeGreaterThan(0)
    })

    it('no sign-in that began before an end of all sessions survives it', async () => {
      let elsewhere = 0
      for (let round = 0; round < 10; round++) {
        const userId = newUser()
        const { token } = await signIn(userId)
        await prime(token)
        const { outcomes: read } = await everyone(() => ({
          kind: 'read-epoch',
          userId,
          times: 40 / processes,
        }))
        const epochs = read.map(({ epoch }) => epoch ?? -1).slice(0, 40 / processes)
        const tally = await raceTheEnd(round, (endAfter) => ({
          kind: 'sign-in-until-ended',
          userId,
          epochs,
          token,
          endAfter,
        }))
        expect(tally.succeeded).toBeGreaterThan(0)
        expect(tally.refusals).toEqual(Array(40).fill('sign-in/overtaken'))
        elsewhere += tally.succeededElsewhere
        expect(await earlier.list(userId)).toEqual([])
        expect(await liveOf([token, ...tally.outcomes.flatMap((each) => each.token ?? [])])).toEqual([])
        const after = await everyone(() => ({ kind: 'sign-in', userId, epochs: [1] }))
        expect(after.outcomes.filter(({ code }) => code !== undefined)).toEqual([])
      }
      if (processes > 1) expect(elsewhere).toBeGreaterThan(0)
    })
  })
}

/** What a race against an end came to. */
interface RaceTally {
  readonly outcomes: readonly RaceOutcome[]
  readonly succeeded: number
  /** In the parties that did not call the end. */
  readonly succeededElsewhere: number
  readonly refusals: readonly string[]
}
