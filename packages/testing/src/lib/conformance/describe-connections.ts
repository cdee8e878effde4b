import { describe, expect, it } from 'vitest'
import { recordFeed } from './describe-feed.ts'
import { describeRaces } from './describe-races.ts'
import { newUser, nextVersion, open, plain, sampleDraft, sampleSession } from './sample-session.ts'
import { type CurrentFixture, requireHook } from './store-fixture.ts'

export function describeSecondConnection(current: CurrentFixture): void {
  describe('over two connections', () => {
    describeRaces(async () => [current().store, await requireHook(current(), 'openAnother')()])

    it('shows at once what the other acknowledged', async () => {
      const { store } = current()
      const other = await requireHook(current(), 'openAnother')()
      const userId = newUser()
      let latest = sampleSession(userId)
      await store.insert(latest, open)
      for (let n = 0; n < 20; n++) {
        const [writer, reader] = n % 2 ? [store, other] : [other, store]
        latest = nextVersion(latest, `change ${n}`)
        await writer.replace(latest, { announce: n % 3 === 0 })
        expect(plain(await reader.find(latest.id))).toEqual(plain(latest))
      }
      await other.endUser(userId, { tombstone: sampleDraft() })
      expect((await store.find(latest.id))?.kind).toBe('ended')
      expect(await store.listUser(userId)).toEqual({ epoch: 1, sessions: [] })
    })

    it('has what one store wrote before it closed', async () => {
      const writer = await requireHook(current(), 'openAnother')()
      const session = sampleSession(newUser())
      const inserting = writer.insert(session, open)
      await writer.close()
      expect(await inserting).toEqual({ status: 'inserted' })
      expect(plain(await current().store.find(session.id))).toEqual(plain(session))
    })
  })
}

export function describeFeedAcrossConnections(current: CurrentFixture): void {
  describe('the feed over two connections', () => {
    it('reaches every process', async () => {
      const { feed } = recordFeed(current().store)
      expect(feed.reach).toBe('every-process')
      await feed.close()
    })

    it('has told, after a barrier, what the other acknowledged before it', async () => {
      const { store } = current()
      const other = await requireHook(current(), 'openAnother')()
      const { feed, changes } = recordFeed(store)
      await feed.barrier()
      let latest = sampleSession(newUser())
      const { id } = latest
      await store.insert(latest, open)
      for (let n = 0; n < 10; n++) {
        latest = nextVersion(latest, `change ${n}`)
        await (n % 2 ? store : other).replace(latest, { announce: true })
        await feed.barrier()
        expect(changes.at(-1)).toEqual({ kind: 'replaced', id, version: latest.version })
      }
      await other.endUser(String(latest.userId), { tombstone: sampleDraft({ reason: 'disabled' }) })
      await feed.barrier()
      const replaced = Array.from({ length: 10 }, (_, n) => ({ kind: 'replaced', id, version: n + 2 }))
      expect(changes).toEqual([...replaced, { kind: 'ended', id, reason: 'disabled' }])
      await feed.close()
    })

    it('tells without being asked', async () => {
      const { store } = current()
      const other = await requireHook(current(), 'openAnother')()
      const session = sampleSession(newUser())
      await store.insert(session, open)
      const told = new Promise((resolve) => store.watch({ change: resolve, gap() {} }))
      const { feed } = recordFeed(store)
      await feed.barrier()
      await other.end(session.id, sampleDraft())
      expect(await told).toEqual({ kind: 'ended', id: session.id, reason: 'sign-out' })
      await feed.close()
    })

    it('keeps the order of one session that both change', async () => {
      const { store } = current()
      const other = await requireHook(current(), 'openAnother')()
      const sessions = Array.from({ length: 5 }, () => sampleSession(newUser()))
      for (const session of sessions) await store.insert(session, open)
      const feeds = [recordFeed(store), recordFeed(other)]
      await Promise.all(feeds.map(({ feed }) => feed.barrier()))
      await Promise.all(
        sessions.map(async (session) => {
          let latest = session
          for (let n = 0; n < 8; n++) {
            latest = nextVersion(latest, `change ${n}`)
            await (n % 2 ? store : other).replace(latest, { announce: true })
          }
          await other.end(session.id, sampleDraft())
        }),
      )
      for (const { feed, changes, gaps } of feeds) {
        await feed.barrier()
        for (const { id } of sessions) {
          const told = changes.filter((change) => change.id === id)
          const versions = told.map((change) => (change.kind === 'replaced' ? change.version : 'ended'))
          expect(versions).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 'ended'])
        }
        expect([changes.length, gaps()]).toEqual([45, 0])
        await feed.close()
      }
    })
  })
}
