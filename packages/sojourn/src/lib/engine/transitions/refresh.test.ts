import { describe, expect, it } from 'vitest'
import { createCryptoAlgebra } from '../crypto-algebra.ts'
import { createKeyRing, generateKey } from '../key-ring.ts'
import { resolvePolicy } from '../policy.ts'
import { systemRandomBytes } from '../random-bytes.ts'
import type { SessionRecord } from '../record.ts'
import type { Secret } from '../secret-algebra.ts'
import { createSessionId } from '../session-id.ts'
import { decide } from './decide.ts'
import { decidePresentAccess } from './present-access.ts'
import { decideRefresh } from './refresh.ts'
import { beginChain } from './refresh-chain.ts'

const algebra = createCryptoAlgebra(createKeyRing(generateKey()), systemRandomBytes)
const policy = resolvePolicy()
const windowMs = policy.rotationWindowMs
const start = 1_000_000

interface Token {
  readonly serial: number
  readonly secret: Secret
}

/** A session, driven by hand: each call presents a token and keeps the record that comes of it. */
function begin() {
  const first: Token = { serial: 1, secret: algebra.random() }
  let record: SessionRecord = {
    id: createSessionId('ada', systemRandomBytes),
    userId: 'ada',
    version: 1,
    client: { kind: 'native', deviceId: null, name: null, userAgent: null, network: null },
    auth: { at: start, methods: ['pwd'], level: 1, roles: [] },
    secret: null,
    chain: beginChain(first.secret, 'home', start, algebra),
    createdAt: start,
    lastSeenAt: start,
    expiresAt: start + 86_400_000,
    dormantSince: null,
    data: {},
  }
  let now = start
  let kept = record
  const settle = <Outcome>(decision: {
    next: SessionRecord | 'unchanged' | object
    outcome: Outcome
  }): Outcome => {
    if (decision.next !== 'unchanged' && 'id' in (decision.next as object))
      record = decision.next as SessionRecord
    return decision.outcome
  }
  return {
    first,
    chain: () => record.chain,
    remember() {
      kept = record
    },
    loseWrites() {
      record = kept
    },
    wait(ms: number) {
      now += ms
    },
    refresh: ({ serial, secret }: Token, options: { by?: string; reread?: boolean | undefined } = {}) =>
      settle(
        decide(
          record,
          (r, c) => decideRefresh(r, { serial, secret, by: options.by ?? 'home', reread: options.reread }, c),
          {
            now,
            policy,
            algebra,
          },
        ),
      ),
    access: (serial: number) =>
      settle(
        decide(record, (r, c) => decidePresentAccess(r, { serial, authAt: start, expiresAt: now + 1 }, c), {
          now,
          policy,
          algebra,
        }),
      ),
  }
}

function answered(outcome: { status: string }): Token {
  expect(outcome).toMatchObject({ status: 'answered' })
  return outcome as unknown as Token
}

/** A session whose first token was rotated: `parent` is the first token, `candidate` its successor. */
function rotated() {
  const session = begin()
  session.wait(windowMs)
  const candidate = answered(session.refresh(session.first))
  return { ...session, parent: session.first, candidate }
}

describe('a candidate', () => {
  it('is confirmed and answered again inside the window', () => {
    const session = rotated()
    expect(answered(session.refresh(session.candidate))).toEqual({
      status: 'answered',
      ...pick(session.candidate),
    })
    expect(session.chain()?.confirmed).toBe(2)
  })

  it('rotates after the window, at its very end', () => {
    const session = rotated()
    session.wait(windowMs - 1)
    expect(answered(session.refresh(session.candidate)).serial).toBe(2)
    session.wait(1)
    expect(answered(session.refresh(session.candidate)).serial).toBe(3)
  })

  it('is stale once another candidate is confirmed', () => {
    const session = rotated()
    session.wait(windowMs)
    const sibling = answered(session.refresh(session.parent))
    expect(sibling.serial).toBe(3)
    session.refresh(session.candidate)
    expect(session.refresh(sibling, { reread: false })).toEqual({ status: 'refused', code: 'refresh/stale' })
    expect(session.refresh(sibling, { reread: true })).toEqual({ status: 'refused', code: 'refresh/reused' })
  })
})

describe('the parent', () => {
  it('gets the head again inside the window, from the same context', () => {
    const session = rotated()
    expect(answered(session.refresh(session.parent))).toEqual({
      status: 'answered',
      ...pick(session.candidate),
    })
  })

  it('is superseded inside the window, from another context', () => {
    const session = rotated()
    expect(session.refresh(session.parent, { by: 'elsewhere', reread: true })).toEqual({
      status: 'refused',
      code: 'refresh/superseded',
    })
  })

  it('gets a further candidate after the window while none is confirmed', () => {
    const session = rotated()
    session.wait(windowMs)
    const further = answered(session.refresh(session.parent, { by: 'elsewhere' }))
    expect(further.serial).toBe(3)
    expect(answered(session.refresh(further, { by: 'elsewhere' })).serial).toBe(3)
  })

  it('gets the confirmed head again inside the window, and is stale for others', () => {
    const session = rotated()
    session.refresh(session.candidate)
    expect(answered(session.refresh(session.parent)).serial).toBe(2)
    expect(session.refresh(session.parent, { by: 'elsewhere', reread: false })).toEqual({
      status: 'refused',
      code: 'refresh/stale',
    })
  })

  it('is stale after the window once a candidate is confirmed', () => {
    const session = rotated()
    session.access(2)
    session.wait(windowMs)
    expect(session.refresh(session.parent, { reread: false })).toEqual({
      status: 'refused',
      code: 'refresh/stale',
    })
  })
})

describe('what is stale', () => {
  it.each([
    [false, 0, 'refresh/stale'],
    [false, windowMs, 'refresh/stale'],
    [true, 0, 'refresh/reused'],
    [true, windowMs, 'refresh/reused'],
    [undefined, 0, 'refresh/superseded'],
    [undefined, windowMs, 'refresh/reused'],
  ] as const)('with reread %s after %d ms is %s', (reread, wait, code) => {
    const session = rotated()
    session.wait(windowMs)
    session.refresh(session.candidate)
    session.wait(wait)
    expect(session.refresh(session.first, { reread })).toEqual({ status: 'refused', code })
  })
})

describe('an access token', () => {
  it('confirms its candidate by its first use', () => {
    const session = rotated()
    expect(session.access(2)).toEqual({ status: 'accepted' })
    expect(session.chain()?.confirmed).toBe(2)
  })

  it('of another candidate than the confirmed one is theft', () => {
    const session = rotated()
    session.wait(windowMs)
    session.refresh(session.parent)
    session.access(2)
    expect(session.access(3)).toEqual({ status: 'refused', code: 'session/revoked' })
  })

  it('of a past serial is honoured', () => {
    const session = rotated()
    expect(session.access(1)).toEqual({ status: 'accepted' })
    expect(session.chain()?.confirmed).toBeNull()
  })

  it('of a serial that was never issued is not known', () => {
    expect(rotated().access(3)).toEqual({ status: 'refused', code: 'access/unknown' })
  })
})

describe('a store that lost its last write', () => {
  it('adopts the rotation that it has forgotten', () => {
    const session = rotated()
    session.remember()
    session.wait(windowMs)
    const lost = answered(session.refresh(session.candidate))
    session.loseWrites()
    expect(answered(session.refresh(lost, { reread: true })).serial).toBe(3)
    session.wait(windowMs)
    expect(answered(session.refresh(lost)).serial).toBe(4)
  })

  it('adopts the further candidate that it has forgotten', () => {
    const session = rotated()
    session.wait(windowMs)
    session.remember()
    const lost = answered(session.refresh(session.parent))
    session.loseWrites()
    expect(answered(session.refresh(lost, { reread: true })).serial).toBe(3)
  })
})

function pick({ serial, secret }: Token): Token {
  return { serial, secret }
}
