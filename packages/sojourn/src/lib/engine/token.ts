import { timingSafeEqual } from 'node:crypto'
import { type TokenKind, tokenPrefix } from '@sojourn/protocol'
import type { KeyRing } from './key-ring.ts'
import type { Secret } from './secret-algebra.ts'
import type { SessionId } from './session-id.ts'

declare const brand: unique symbol

/** An opaque token that is presented on each request: `sjs_…`. */
export type SessionToken = string & { readonly [brand]: 'session' }
/** A short-lived token: `sja_…`. */
export type AccessToken = string & { readonly [brand]: 'access' }
/** A token that is presented only to get the next access token: `sjr_…`. */
export type RefreshToken = string & { readonly [brand]: 'refresh' }

interface TokenTexts {
  readonly session: SessionToken
  readonly access: AccessToken
  readonly refresh: RefreshToken
}

/** What a token says. Its tag was made by one of our keys; whether the session lives is not known yet. */
export interface TokenContent {
  readonly kind: TokenKind
  readonly keyId: string
  readonly id: SessionId
  /** 0 for a session token. */
  readonly serial: number
  /** 32 bytes as base64url: random, or the times of an access token followed by random bytes. */
  readonly secret: Secret
}

/** The outcome of reading a presented text. */
export type ParsedToken =
  | { readonly status: 'genuine'; readonly content: TokenContent }
  | { readonly status: 'refused'; readonly code: 'credential/malformed' | 'credential/unknown-key' }

/*
 * The text: a prefix of 4 characters, then base64url of
 *   version 1 | key id 5 | session id 18 | serial 6 | secret 32 | tag 16   bytes
 * Each part ends on a multiple of 3 bytes but for the secret, so that exactly one text stands for one token.
 */
const version = 1
const layout = { keyId: 1, id: 6, serial: 24, secret: 30, tag: 62, end: 78 } as const

/** The length of every token, in characters. */
export const tokenLength: number = 4 + (layout.end / 3) * 4

const kindOfPrefix: Readonly<Record<string, TokenKind | undefined>> = Object.assign(Object.create(null), {
  [tokenPrefix.session]: 'session',
  [tokenPrefix.access]: 'access',
  [tokenPrefix.refresh]: 'refresh',
})
const bodyPattern = /^[A-Za-z0-9_-]+$/

/** Writes a token with a tag by the ring's signing key. */
export function formatToken<Kind extends TokenKind>(
  ring: KeyRing,
  content: Omit<TokenContent, 'keyId' | 'kind'> & { readonly kind: Kind },
): TokenTexts[Kind] {
  const bytes = Buffer.alloc(layout.end)
  bytes[0] = version
  bytes.write(ring.signingKeyId, layout.keyId, 'hex')
  bytes.write(content.id, layout.id, 'base64url')
  bytes.writeUIntBE(content.serial, layout.serial, 6)
  bytes.write(content.secret, layout.secret, 'base64url')
  tagOf(ring, ring.signingKeyId, content.kind, bytes)?.copy(bytes, layout.tag, 0, layout.end - layout.tag)
  return (tokenPrefix[content.kind] + bytes.toString('base64url')) as TokenTexts[Kind] // the one place that makes tokens
}

/** Reads a presented text. Anything but the exact text of a token of ours is refused, without touching the store. */
export function parseToken(ring: KeyRing, text: string): ParsedToken {
  if (typeof text !== 'string' || text.length !== tokenLength) return malformed
  const kind = kindOfPrefix[text.slice(0, 4)]
  if (kind === undefined || !bodyPattern.test(text.slice(4))) return malformed
  const bytes = Buffer.from(text.slice(4), 'base64url')
  if (bytes[0] !== version) return unknownKey
  const keyId = bytes.toString('hex', layout.keyId, layout.id)
  const tag = tagOf(ring, keyId, kind, bytes)
  if (tag === null) return unknownKey
  if (!timingSafeEqual(tag.subarray(0, layout.end - layout.tag), bytes.subarray(layout.tag))) return malformed
  const id = bytes.toString('base64url', layout.id, layout.serial) as SessionId // the tag shows that we wrote it
  const serial = bytes.readUIntBE(layout.serial, 6)
  const secret = bytes.toString('base64url', layout.secret, layout.tag) as Secret // likewise
  return { status: 'genuine', content: { kind, keyId, id, serial, secret } }
}

const malformed: ParsedToken = { status: 'refused', code: 'credential/malformed' }
const unknownKey: ParsedToken = { status: 'refused', code: 'credential/unknown-key' }

/** The tag covers the kind and all before it. */
function tagOf(ring: KeyRing, keyId: string, kind: TokenKind, bytes: Buffer): Buffer | null {
  return ring.tag(keyId, kind + bytes.toString('latin1', 0, layout.tag))
}
