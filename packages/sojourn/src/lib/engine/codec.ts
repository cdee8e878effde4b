import type { ClientKind } from '@sojourn/protocol'
import type { Json, JsonObject } from './json.ts'
import type {
  AssuranceLevel,
  Authentication,
  Ratchet,
  RefreshChain,
  SessionRecord,
  SessionSecret,
} from './record.ts'
import type { Secret, SecretHash } from './secret-algebra.ts'
import { SojournError } from './sojourn-error.ts'
import type { StoredSession } from './store.ts'

/** The version that this code writes. It reads this one and all before it. */
const version = 1

const kinds: readonly ClientKind[] = ['web', 'native', 'token']

/** Writes a record as a store keeps it: a version byte, then compact JSON. */
export function encodeRecord(record: SessionRecord, keepUntil: number): StoredSession {
  const { client, auth, secret, chain } = record
  const fields = [
    [kinds.indexOf(client.kind), client.deviceId, client.name, client.userAgent, client.network],
    auth && [auth.at, auth.methods, auth.level, auth.roles],
    secret && [secret.hash, secret.rotatedAt],
    chain && encodeChain(chain),
    record.createdAt,
    record.expiresAt,
    record.data,
  ]
  return {
    kind: 'live',
    id: record.id,
    userId: record.userId,
    version: record.version,
    lastSeenAt: record.lastSeenAt,
    keepUntil,
    bytes: Buffer.from(String.fromCharCode(version) + JSON.stringify(fields)),
  }
}

/**
 * Reads a record.
 *
 * @throws `record/newer` when a later version of Sojourn wrote it, `record/corrupt` when it is none at all: both mean
 * that nothing is known, never that the session has ended
 */
export function decodeRecord(stored: StoredSession): SessionRecord {
  const [written = 0] = stored.bytes
  if (written > version) {
    throw new SojournError(
      'record/newer',
      `session record of version ${written}, this process reads up to ${version}: update it before the processes that write`,
    )
  }
  try {
    const [client, auth, secret, chain, createdAt, expiresAt, data] = list(JSON.parse(textOf(stored.bytes)))
    const [kind, deviceId, name, userAgent, network] = list(client)
    return {
      id: stored.id,
      userId: stored.userId,
      version: stored.version,
      client: {
        kind: kinds[number(kind)] ?? fail(),
        deviceId: optional(deviceId, string),
        name: optional(name, string),
        userAgent: optional(userAgent, string),
        network: optional(network, string),
      },
      auth: optional(auth, decodeAuthentication),
      secret: optional(secret, decodeSecret),
      chain: optional(chain, decodeChain),
      createdAt: number(createdAt),
      lastSeenAt: stored.lastSeenAt,
      expiresAt: number(expiresAt),
      data: object(data),
    }
  } catch (cause) {
    // The cause may quote the record, so it is not passed on.
    if (cause instanceof SojournError) throw cause
    throw new SojournError(
      'record/corrupt',
      `session ${stored.id}: its record cannot be read; end it or restore the store`,
    )
  }
}

function encodeChain(chain: RefreshChain): readonly Json[] {
  const { parent, base, head, confirmed, rotatedAt, rotatedBy, ratchet, nextRatchet, hashes } = chain
  return [
    parent, base, head, confirmed, rotatedAt, rotatedBy,
    ratchet.keyId, ratchet.salt, nextRatchet.keyId, nextRatchet.salt,
    hashes.parent, hashes.candidate, hashes.next,
  ] // biome-ignore format: one row a group
}

function decodeChain(value: Json): RefreshChain {
  const fields = list(value)
  const ratchet = (at: number): Ratchet => ({
    keyId: string(fields[at]),
    salt: string(fields[at + 1]) as Secret,
  })
  return {
    parent: number(fields[0]),
    base: number(fields[1]),
    head: number(fields[2]),
    confirmed: optional(fields[3], number),
    rotatedAt: number(fields[4]),
    rotatedBy: string(fields[5]),
    ratchet: ratchet(6),
    nextRatchet: ratchet(8),
    hashes: { parent: optional(fields[10], hashOf), candidate: hashOf(fields[11]), next: hashOf(fields[12]) },
  }
}

function decodeAuthentication(value: Json): Authentication {
  const [at, methods, level, roles] = list(value)
  return {
    at: number(at),
    methods: list(methods).map(string),
    level: levelOf(level),
    roles: list(roles).map(string),
  }
}

function decodeSecret(value: Json): SessionSecret {
  const [hash, rotatedAt] = list(value)
  return { hash: hashOf(hash), rotatedAt: number(rotatedAt) }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', 1)
}

type Field = Json | undefined

function fail(): never {
  throw new TypeError('not a record')
}

function optional<Value>(field: Field, read: (field: Json) => Value): Value | null {
  return field === undefined || field === null ? null : read(field)
}

function number(field: Field): number {
  return typeof field === 'number' ? field : fail()
}

function string(field: Field): string {
  return typeof field === 'string' ? field : fail()
}

function hashOf(field: Field): SecretHash {
  return string(field) as SecretHash // stored hashes are hashes
}

function list(field: Field): readonly Json[] {
  return Array.isArray(field) ? field : fail()
}

function object(field: Field): JsonObject {
  return typeof field === 'object' && field !== null && !Array.isArray(field) ? (field as JsonObject) : fail() // narrowed by hand: readonly arrays defeat isArray
}

function levelOf(field: Field): AssuranceLevel {
  return field === 1 || field === 2 || field === 3 ? field : fail()
}
