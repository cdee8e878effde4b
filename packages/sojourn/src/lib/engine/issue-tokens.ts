import { packAccessTimes } from './access-token.ts'
import type { Core } from './core.ts'
import { absoluteDeadline, deadlineOf } from './expiry.ts'
import type { SessionGrant, TokenGrant } from './grant.ts'
import { lastWriteOf, type SessionRecord } from './record.ts'
import type { Secret } from './secret-algebra.ts'
import type { SignedInSession } from './session.ts'
import { createSignedInView } from './session-view.ts'
import { type AccessToken, formatToken, type SessionToken } from './token.ts'

/** A session token for a record that holds the secret's hash. */
export function issueSessionToken({ ring }: Core, { id }: SessionRecord, secret: Secret): SessionToken {
  return formatToken(ring, { kind: 'session', id, serial: 0, secret })
}

/** A fresh access token of a serial. It ends with the session at the latest. */
export function issueAccessToken(
  { ring, policy, randomBytes, now }: Core,
  record: SessionRecord,
  serial: number,
): { readonly accessToken: AccessToken; readonly accessExpiresAt: number } {
  const issuedAt = Math.max(now(), lastWriteOf(record))
  const accessExpiresAt = Math.min(issuedAt + policy.accessLifetimeMs, absoluteDeadline(record, policy))
  const secret = packAccessTimes({ authAt: record.auth?.at ?? 0, expiresAt: accessExpiresAt }, randomBytes)
  return {
    accessToken: formatToken(ring, { kind: 'access', id: record.id, serial, secret }),
    accessExpiresAt,
  }
}

/** The credentials of a web or token client. */
export function sessionGrant(
  core: Core,
  record: SessionRecord,
  secret: Secret,
): SessionGrant<SignedInSession> {
  return {
    kind: 'session',
    session: createSignedInView(record, core.policy),
    sessionToken: issueSessionToken(core, record, secret),
  }
}

/** The credentials of a native client. */
export function tokenGrant(
  core: Core,
  record: SessionRecord,
  { serial, secret }: { readonly serial: number; readonly secret: Secret },
): TokenGrant<SignedInSession> {
  return {
    kind: 'tokens',
    session: createSignedInView(record, core.policy),
    ...issueAccessToken(core, record, serial),
    refreshToken: formatToken(core.ring, { kind: 'refresh', id: record.id, serial, secret }),
    refreshExpiresAt: deadlineOf(record, core.policy),
  }
}
