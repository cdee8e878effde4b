import { startRedis } from '@sojourn/testing/servers'
import { compare } from '../http/compare.ts'
import { holdContest } from '../http/contest.ts'
import { runSuite } from '../measure/suite.ts'

/** Express with Sojourn, and with what people use in its place. */
await runSuite(async (rounds, progress) => {
  const redis = await startRedis()
  const env = { REDIS_URL: redis.url }
  try {
    const standings = await holdContest(
      {
        memory: { server: 'express-sojourn' },
        sessionMemory: { server: 'express-session' },
        jwt: { server: 'express-jsonwebtoken' },
        jwtKeyObject: { server: 'express-jsonwebtoken', env: { JWT_KEY: 'object' } },
        redis: { server: 'express-sojourn', env },
        sessionRedis: { server: 'express-session', env },
        redisUncached: { server: 'express-sojourn', env: { ...env, NEAR_CACHE: 'off' } },
      },
      rounds,
      progress,
    )
    const { memory, redis: cached, redisUncached, sessionMemory, sessionRedis, jwt, jwtKeyObject } = standings
    const row = (name: string, what: string, atLeast: number | null) => ({
      name: `http.express.${name}`,
      what,
      target: atLeast === null ? null : { atLeast },
    })
    return [
      compare(
        row('express-session', 'Express: Sojourn over express-session, both in memory', 1.7),
        memory,
        sessionMemory,
      ),
      compare(row('jsonwebtoken', 'Express: Sojourn over a `jsonwebtoken` middleware', 2), memory, jwt),
      compare(
        row('jsonwebtoken-key-object', 'the same, when it is given a key object instead of a text', null),
        memory,
        jwtKeyObject,
      ),
      compare(
        row('connect-redis', 'Express: Sojourn over express-session, both on Redis', 2.2),
        cached,
        sessionRedis,
      ),
      compare(
        row('connect-redis-uncached', 'the same, without the near-cache', 1.3),
        redisUncached,
        sessionRedis,
      ),
    ]
  } finally {
    await redis.stop()
  }
})
