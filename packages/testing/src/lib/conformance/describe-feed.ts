import type { Change, Feed, SessionStore } from 'sojourn'
import { describe, expect, it } from 'vitest'
import {
  day,
  newSessionId,
  newUser,
  nextVersion,
  now,
  open,
  sampleDraft,
  sampleSession,
} from './sample-session.ts'
import type { CurrentFixture } from './store-fixture.ts'

const loud = { announce: true }

/** Watches `store` and keeps what it was told. */
export function recordFeed(store: SessionStore): { feed: Feed; changes: Change[]; gaps: () => number } {
  const changes: Change[] = []
  let gaps = 0
  const feed = store.watch({ change: (change) => changes.push(change), gap: () => gaps++ })
  return { feed, changes, gaps: () => gaps }
}

export function describeFeed(current: CurrentFixture): void {
  describe('the feed', () => {
    it('says whose changes it tells', async () => {
      const { feed } = recordFeed(current().store)
      expect(['every-process', 'this-process']).toContain(feed.reach)
      await feed.close()
    })

    it('tells announced changes once, in their order', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      await store.insert(session, open)
      const { feed, changes, gaps } = recordFeed(store)
      await feed.barrier()
      let latest = session
      for (let n = 0; n < 5; n++) {
        latest = nextVersion(latest, `change ${n}`)
        await store.replace(latest, loud)
      }
      await store.end(session.id, sampleDraft({ reason: 'limit' }))
      await feed.barrier()
      const { id } = session
      const replaced = [2, 3, 4, 5, 6].map((version) => ({ kind: 'replaced', id, version }))
      expect(changes).toEqual([...replaced, { kind: 'ended', id, reason: 'limit' }])
      expect(gaps()).toBe(0)
      await feed.close()
    })

    it('has told its own changes when the calls that made them resolve', async () => {
      const { store } = current()
      const userId = newUser()
      const [session, other] = [sampleSession(userId), sampleSession(userId)]
      for (const each of [session, other]) await store.insert(each, open)
      const { feed, changes } = recordFeed(store)
      await store.replace(nextVersion(session, 'change'), loud)
      expect(changes.map(({ kind }) => kind)).toEqual(['replaced'])
      await store.end(session.id, sampleDraft())
      expect(changes.map(({ kind }) => kind)).toEqual(['replaced', 'ended'])
      await store.endUser(userId, { tombstone: sampleDraft() })
      expect(changes.map(({ id }) => id)).toEqual([session.id, session.id, other.id])
      await feed.close()
    })

    it('tells each session that endUser ended, and not the one it kept', async () => {
      const { store } = current()
      const userId = newUser()
      const [kept, ...ended] = [sampleSession(userId), sampleSession(userId), sampleSession(userId)]
      for (const session of [kept, ...ended]) await store.insert(session, open)
      const { feed, changes } = recordFeed(store)
      await feed.barrier()
      await store.endUser(userId, { tombstone: sampleDraft({ reason: 'password-changed' }), except: kept.id })
      await feed.barrier()
      expect(changes.map(({ id }) => id).sort()).toEqual(ended.map(({ id }) => id).sort())
      expect(changes).toEqual(changes.map(({ id }) => ({ kind: 'ended', id, reason: 'password-changed' })))
      await feed.close()
    })

    it('does not tell what changed nothing or was not announced', async () => {
      const { store } = current()
      const [session, ended] = [sampleSession(newUser()), sampleSession(newUser())]
      await store.insert(ended, open)
      await store.end(ended.id, sampleDraft())
      const { feed, changes } = recordFeed(store)
      await feed.barrier()
      await store.insert(session, open)
      await store.replace(nextVersion(session, 'quiet'), { announce: false })
      await store.replace(nextVersion(session, 'conflict'), loud)
      await store.replace(nextVersion(ended, 'late'), loud)
      await store.touch([{ id: session.id, lastSeenAt: now + 1, keepUntil: now + 2 * day }])
      await store.end(ended.id, sampleDraft())
      await store.end(newSessionId(null), sampleDraft())
      await store.endUser(newUser(), { tombstone: sampleDraft() })
      await store.sweep({ before: now, limit: 10 })
      await feed.barrier()
      expect(changes).toEqual([])
      await feed.close()
    })

    it('tells every watcher, and none after it closed', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      await store.insert(session, open)
      const [first, second] = [recordFeed(store), recordFeed(store)]
      await Promise.all([first.feed.barrier(), second.feed.barrier()])
      await store.replace(nextVersion(session, 'second'), loud)
      await Promise.all([first.feed.barrier(), second.feed.barrier()])
      await first.feed.close()
      await store.end(session.id, sampleDraft())
      await second.feed.barrier()
      expect(first.changes.map(({ kind }) => kind)).toEqual(['replaced'])
      expect(second.changes.map(({ kind }) => kind)).toEqual(['replaced', 'ended'])
      await second.feed.close()
    })

    it('keeps the order of one session through a hundred parallel changes', async () => {
      const { store } = current()
      const sessions = Array.from({ length: 10 }, () => sampleSession(newUser()))
      for (const session of sessions) await store.insert(session, open)
      const { feed, changes } = recordFeed(store)
      await feed.barrier()
      await Promise.all(
        sessions.map(async (session) => {
          let latest = session
          for (let n = 0; n < 9; n++) {
            latest = nextVersion(latest, `change ${n}`)
            await store.replace(latest, loud)
          }
          await store.end(session.id, sampleDraft())
        }),
      )
      await feed.barrier()
      for (const { id } of sessions) {
        const told = changes.filter((change) => change.id === id)
        expect(told.map((change) => (change.kind === 'replaced' ? change.version : 'ended'))).toEqual([
          2,
          3,
          4,
          5,
          6,
          7,
          8,
          9,
          10,
          'ended',
        ])
      }
      expect(changes).toHaveLength(100)
      await feed.close()
    })
  })
}
