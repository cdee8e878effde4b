import { cleanText } from './clean-text.ts'
import type { Core } from './core.ts'
import type { JsonObject } from './json.ts'
import { whyNotData } from './merge-patch.ts'
import type { Authentication, Client, SessionRecord } from './record.ts'
import { contextOf } from './refresh-context.ts'
import type { Secret } from './secret-algebra.ts'
import type { ClientDescription } from './session.ts'
import { createSessionId } from './session-id.ts'
import { SojournError } from './sojourn-error.ts'
import type { DataCheck } from './transitions/patch-data.ts'
import { beginChain } from './transitions/refresh-chain.ts'

/** What a new session begins with. */
export interface Beginning {
  readonly userId: string | null
  readonly auth: Omit<Authentication, 'at'> | null
  readonly client: ClientDescription
  readonly data: JsonObject
}

/** Makes the record of a new session, and the one secret that its client gets. */
export function newRecord(
  { algebra, policy, randomBytes, now: readNow }: Core,
  { userId, auth, client, data }: Beginning,
): { readonly record: SessionRecord; readonly secret: Secret } {
  const now = readNow()
  const secret = algebra.random()
  const kind = client.kind ?? 'web'
  const record: SessionRecord = {
    id: createSessionId(userId, randomBytes),
    userId,
    version: 1,
    client: describeClient(client),
    auth: auth && { ...auth, at: now },
    secret: kind === 'native' ? null : { hash: algebra.digest(secret), rotatedAt: now },
    chain: kind === 'native' ? beginChain(secret, contextOf(client), now, algebra) : null,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: now + policy.lifetimes[userId === null ? 'anonymous' : kind].absoluteTimeoutMs,
    dormantSince: null,
    data,
  }
  return { record, secret }
}

/** The texts of a client, cleaned and cut. */
function describeClient(client: ClientDescription): Client {
  return {
    kind: client.kind ?? 'web',
    deviceId: cleanText(client.deviceId, 100),
    name: cleanText(client.name, 100),
    userAgent: cleanText(client.userAgent, 255),
    network: cleanText(client.network, 64),
  }
}

/**
 * Requires data that a session may hold.
 *
 * @throws `data/invalid`, `data/too-large`
 */
export function requireData(data: unknown, check: DataCheck, maxDataBytes: number): JsonObject {
  const object = requireObject(data)
  const bytes = Buffer.byteLength(JSON.stringify(object))
  if (bytes > maxDataBytes) throw tooLarge(bytes, maxDataBytes)
  const why = check(object)
  if (why !== null) throw new SojournError('data/invalid', why)
  return object
}

/** @throws `data/invalid` unless it is a JSON object */
export function requireObject(data: unknown): JsonObject {
  const why = whyNotData(data)
  if (why !== null) throw new SojournError('data/invalid', why)
  return data as JsonObject // checked above
}

/** The error for data that exceeds the policy's limit. */
export function tooLarge(bytes: number, maxDataBytes: number): SojournError {
  return new SojournError(
    'data/too-large',
    `session data would be ${bytes} bytes, at most ${maxDataBytes} are kept: keep large things in your own tables and their ids in the session`,
  )
}
