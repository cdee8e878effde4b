import { tokenPrefix } from '@sojourn/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeyRing, generateKey } from './key-ring.ts'
import { systemRandomBytes } from './random-bytes.ts'
import type { Secret } from './secret-algebra.ts'
import { createSessionId } from './session-id.ts'
import { formatToken, parseToken, tokenLength } from './token.ts'

const ring = createKeyRing(generateKey())

function makeToken(kind: 'session' | 'access' | 'refresh' = 'session', keys = ring): string {
  const secret = Buffer.from(systemRandomBytes(32)).toString('base64url') as Secret
  return formatToken(keys, { kind, id: createSessionId('ada', systemRandomBytes), serial: 7, secret })
}

describe('parseToken', () => {
  it('reads what formatToken wrote', () => {
    const content = {
      kind: 'refresh',
      id: createSessionId(null, systemRandomBytes),
      serial: 2 ** 47 + 1,
    } as const
    const secret = Buffer.alloc(32, 0xab).toString('base64url') as Secret
    const text = formatToken(ring, { ...content, secret })
    expect(text).toHaveLength(tokenLength)
    expect(parseToken(ring, text)).toEqual({
      status: 'genuine',
      content: { ...content, secret, keyId: ring.signingKeyId },
    })
  })

  it('refuses every change of a single character', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const text = makeToken()
    for (let at = 0; at < text.length; at++) {
      for (const other of [
        alphabet[(alphabet.indexOf(text[at] ?? '') + 1) % 64],
        '+',
        '/',
        '=',
        ' ',
        '\n',
        'é',
        '\0',
      ]) {
        if (other === text[at]) continue
        expect(parseToken(ring, text.slice(0, at) + other + text.slice(at + 1)).status).toBe('refused')
      }
    }
  })

  it('knows exactly one text for a token', () => {
    const text = makeToken()
    const body = text.slice(4)
    const others = [
      `${text}=`,
      `${text}==`,
      ` ${text}`,
      `${text}\n`,
      `${text}A`,
      text.slice(0, -1),
      text.toUpperCase(),
      text.toLowerCase(),
      tokenPrefix.session + body.replaceAll('-', '+').replaceAll('_', '/').concat(' '),
      tokenPrefix.access + body,
      tokenPrefix.refresh + body,
      body,
      `${text.slice(0, 50)}\r\n${text.slice(50)}`,
    ]
    for (const other of others) expect(parseToken(ring, other).status).toBe('refused')
    expect(parseToken(ring, text).status).toBe('genuine')
  })

  it('refuses arbitrary texts without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String()), (text) => {
        expect(parseToken(ring, tokenPrefix.session + text).status).toBe('refused')
        expect(parseToken(ring, text).status).toBe('refused')
      }),
      { numRuns: 2000 },
    )
  })

  it('tells a token under a key that it does not know from junk', () => {
    const other = createKeyRing(generateKey())
    expect(parseToken(ring, makeToken('session', other))).toEqual({
      status: 'refused',
      code: 'credential/unknown-key',
    })
    expect(parseToken(ring, 'junk')).toEqual({ status: 'refused', code: 'credential/malformed' })
  })

  it('reads a token after its key has stopped signing', () => {
    const [old, next] = [generateKey(), generateKey()]
    const text = makeToken('session', createKeyRing(old))
    expect(parseToken(createKeyRing([next, old]), text).status).toBe('genuine')
    expect(parseToken(createKeyRing(next), text).status).toBe('refused')
  })

  it('holds nothing of the user', () => {
    const text = makeToken()
    expect(Buffer.from(text.slice(4), 'base64url').toString('latin1')).not.toContain('ada')
  })
})
