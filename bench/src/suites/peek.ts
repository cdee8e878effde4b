import { createSecretKey, randomBytes } from 'node:crypto'
import { createVerifier } from 'fast-jwt'
import jsonwebtoken, { type VerifyOptions } from 'jsonwebtoken'
import { cacheSessions } from '../measure/cached-sessions.ts'
import type { Figure } from '../measure/figure.ts'
import { peekBatch, sha256Batch } from '../measure/peek-batch.ts'
import { presentInTurn } from '../measure/presented-texts.ts'
import { median, medianRatio } from '../measure/statistics.ts'
import { runSuite } from '../measure/suite.ts'
import { type Batch, timeInterleaved } from '../measure/synchronous.ts'

const cachedCount = 10_000
const hs256 = { algorithms: ['HS256'] } satisfies VerifyOptions

await runSuite(async (rounds, progress) => {
  const cached = await cacheSessions(cachedCount, progress)
  const jwts = makeJwts(cachedCount)
  const peek = peekBatch(cached)
  // Each peer has a contest of its own: what one leaves in the processor's caches is not the next one's.
  const bare = await timeInterleaved({ peek, peer: sha256Batch(cached) }, rounds)
  const text = await timeInterleaved(
    { peek, peer: verifyBatch(jwts.tokens, verifyWith(jwts.secret)) },
    rounds,
  )
  const keyObject = await timeInterleaved(
    { peek, peer: verifyBatch(jwts.tokens, verifyWith(jwts.key)) },
    rounds,
  )
  const uncached = createVerifier({ key: jwts.secret, ...hs256, cache: false })
  const fastJwt = await timeInterleaved({ peek, peer: verifyBatch(jwts.tokens, uncached) }, rounds)
  await cached.sojourn.close()
  const us = (values: readonly number[]): string => `${(median(values) / 1000).toFixed(2)} us`
  const against = (contest: Contest): string => `${us(contest.peek)} to ${us(contest.peer)}`
  return [
    {
      name: 'peek.10k.sha256',
      what: '`peek`, 10,000 cached, over a bare SHA-256',
      value: medianRatio(bare.peek, bare.peer),
      unit: 'x',
      target: { atMost: 2.5 },
      detail: against(bare),
    },
    {
      name: 'peek.10k.jsonwebtoken',
      what: '`jsonwebtoken.verify` HS256 over `peek`',
      value: medianRatio(text.peer, text.peek),
      unit: 'x',
      target: { atLeast: 20 },
      detail: against(text),
    },
    {
      name: 'peek.10k.jsonwebtoken-key-object',
      what: 'the same, when it is given a key object instead of a text',
      value: medianRatio(keyObject.peer, keyObject.peek),
      unit: 'x',
      target: null,
      detail: against(keyObject),
    },
    {
      name: 'peek.10k.fast-jwt',
      what: '`fast-jwt` HS256 without its cache over `peek`',
      value: medianRatio(fastJwt.peer, fastJwt.peek),
      unit: 'x',
      target: { atLeast: 4 },
      detail: against(fastJwt),
    },
  ] satisfies Figure[]
})

/** Nanoseconds an operation in each round. */
interface Contest {
  readonly peek: readonly number[]
  readonly peer: readonly number[]
}

interface Jwts {
  readonly tokens: readonly string[]
  readonly secret: string
  readonly key: ReturnType<typeof createSecretKey>
}

/** Access tokens with the claims that an API needs: who, which session, which roles, until when. */
function makeJwts(count: number): Jwts {
  const secret = randomBytes(32).toString('base64url')
  const key = createSecretKey(Buffer.from(secret)) // made once: from a text, jsonwebtoken makes one at each call
  const tokens = Array.from({ length: count }, (_, index) =>
    jsonwebtoken.sign({ sub: `user-${index}`, sid: `session-${index}`, roles: ['member', 'editor'] }, key, {
      algorithm: 'HS256',
      expiresIn: '1h',
    }),
  )
  return { tokens, secret, key }
}

function verifyWith(secret: string | Jwts['key']): (token: string) => unknown {
  return (token) => jsonwebtoken.verify(token, secret, hs256)
}

function verifyBatch(tokens: readonly string[], verify: (token: string) => unknown): Batch {
  const present = presentInTurn(tokens)
  return (count) => {
    const presented = present(count)
    return () => {
      let verified = 0
      for (const token of presented) if (typeof verify(token) === 'object') verified++
      if (verified !== count) throw new Error('a JWT was refused')
      return verified
    }
  }
}
