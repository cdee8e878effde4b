import { startRedis } from '@sojourn/testing/servers'
import { createClient } from 'redis'
import { createSojourn, generateKey } from 'sojourn'
import { createRedisStore } from 'sojourn/redis'
import type { Figure } from '../measure/figure.ts'
import { createManualClock } from '../measure/manual-clock.ts'
import { runSuite } from '../measure/suite.ts'
import { typicalSignIn } from '../measure/typical-session.ts'

const count = 20_000
const kinds = ['web', 'native'] as const

await runSuite(async (_rounds, progress) => {
  const figures: Figure[] = []
  for (const kind of kinds) {
    figures.push({
      name: `memory.redis.${kind}`,
      what: kind === 'web' ? 'a web session on Redis' : 'a native session on Redis, refreshed once',
      value: await bytesPerSession(kind),
      unit: 'bytes',
      target: { atMost: 700 },
      detail: `\`used_memory\` for ${count.toLocaleString('en')} sessions of as many people, with the user's index entry and device data`,
    })
    progress(`${kind} sessions measured`)
  }
  return figures
})

/** What an empty Redis has in use more after many sign-ins, for each. */
async function bytesPerSession(kind: 'web' | 'native'): Promise<number> {
  const server = await startRedis()
  const redis = await createClient({ url: server.url }).on('error', console.error).connect()
  const usedMemory = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1])
  try {
    const store = createRedisStore(redis)
    const clock = createManualClock()
    const sojourn = await createSojourn({ store, keys: generateKey(), clock, housekeeping: false })
    const signIn = async (index: number): Promise<string | null> => {
      const grant = await sojourn.signIn(`user-${index}`, typicalSignIn(index, kind))
      return grant.kind === 'tokens' ? grant.refreshToken : null
    }
    const refresh = async (token: string | null): Promise<void> => {
      if (token === null) return
      const result = await sojourn.refresh(token, { context: typicalSignIn(0, kind).client ?? {} })
      if (result.status !== 'refreshed') throw new Error(`a refresh was refused: ${result.code}`)
    }
    const all = async (indices: readonly number[]): Promise<void> => {
      const tokens = await Promise.all(indices.map(signIn))
      clock.advance(31_000) // past the rotation window
      await Promise.all(tokens.map(refresh))
    }
    await all([0]) // scripts and connection buffers are there from now on
    const before = await usedMemory()
    for (let index = 1; index <= count; index += 100) {
      await all(Array.from({ length: 100 }, (_, at) => index + at))
    }
    const bytes = ((await usedMemory()) - before) / count
    await sojourn.close()
    await store.close()
    return bytes
  } finally {
    redis.destroy()
    await server.stop()
  }
}
