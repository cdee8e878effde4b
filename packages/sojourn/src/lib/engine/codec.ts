import type { ClientKind } from '@sojourn/protocol'
import { chainLength, readChain, readSecret, secretLength, writeChain, writeSecret } from './chain-codec.ts'
import type { Json, JsonObject } from './json.ts'
import type { AssuranceLevel, Authentication, Client, SessionRecord } from './record.ts'
import { createSharedTexts } from './shared-texts.ts'
import { SojournError } from './sojourn-error.ts'
import type { StoredSession } from './store.ts'

/** The version that this code writes. It reads this one and all before it. */
const version = 1
/*
 * The head: version 1 | flags 1 | created at 6 | expires at 6   bytes
 * The flags say what follows it before the JSON (secret, chain, dormant since 6), and the client's kind.
 */
const flags = { secret: 1, chain: 2, kindShift: 2, kind: 3, dormant: 16 } as const
const dormantLength = 6
const headLength = 14
/** Many sessions have the same few user agents, methods and roles. */
const shared = createSharedTexts(1000)

const kinds: readonly ClientKind[] = ['web', 'native', 'token']

/** Writes a record as a store keeps it: a head, secrets' hashes as raw bytes, and the rest as compact JSON. */
export function encodeRecord(record: SessionRecord, keepUntil: number): StoredSession {
  const { client, auth, secret, chain, createdAt, dormantSince } = record
  const fields = [
    [client.deviceId, client.name, client.userAgent, client.network],
    auth && [auth.at - createdAt, auth.methods, auth.level, auth.roles],
    record.data,
  ]
  const text = JSON.stringify(fields)
  const chainAt = headLength + (secret ? secretLength : 0)
  const dormantAt = chainAt + (chain ? chainLength : 0)
  const textAt = dormantAt + (dormantSince === null ? 0 : dormantLength)
  const bytes = Buffer.alloc(textAt + Buffer.byteLength(text))
  bytes[0] = version
  const kind = kinds.indexOf(client.kind) << flags.kindShift
  bytes[1] =
    kind |
    (secret ? flags.secret : 0) |
    (chain ? flags.chain : 0) |
    (dormantSince === null ? 0 : flags.dormant)
  bytes.writeUIntBE(createdAt, 2, 6)
  bytes.writeUIntBE(record.expiresAt, 8, 6)
  if (secret) writeSecret(bytes, headLength, secret)
  if (chain) writeChain(bytes, chainAt, chain)
  if (dormantSince !== null) bytes.writeUIntBE(dormantSince, dormantAt, dormantLength)
  bytes.write(text, textAt)
  const { id, userId, lastSeenAt } = record
  return { kind: 'live', id, userId, version: record.version, lastSeenAt, keepUntil, bytes }
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
    return decodeBytes(stored)
  } catch {
    // What was thrown may quote the record, so it is not passed on.
    throw new SojournError(
      'record/corrupt',
      `session ${stored.id}: its record cannot be read; end it or restore the store`,
    )
  }
}

function decodeBytes({
  id,
  userId,
  version: storedVersion,
  lastSeenAt,
  bytes: stored,
}: StoredSession): SessionRecord {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength)
  const held = bytes.readUInt8(1)
  const kind = kinds[(held >> flags.kindShift) & flags.kind] ?? fail()
  if (bytes.readUInt8(0) !== version) return fail()
  const createdAt = bytes.readUIntBE(2, 6)
  const chainAt = headLength + (held & flags.secret ? secretLength : 0)
  const dormantAt = chainAt + (held & flags.chain ? chainLength : 0)
  const textAt = dormantAt + (held & flags.dormant ? dormantLength : 0)
  const [client, auth, data] = list(JSON.parse(bytes.toString('utf8', textAt)))
  return {
    id,
    userId,
    version: storedVersion,
    client: decodeClient(client, kind),
    auth: optional(auth, (field) => decodeAuthentication(field, createdAt)),
    secret: held & flags.secret ? readSecret(bytes, headLength) : null,
    chain: held & flags.chain ? readChain(bytes, chainAt) : null,
    createdAt,
    lastSeenAt,
    expiresAt: bytes.readUIntBE(8, 6),
    dormantSince: held & flags.dormant ? bytes.readUIntBE(dormantAt, dormantLength) : null,
    data: object(data),
  }
}

function decodeClient(field: Field, kind: ClientKind): Client {
  const [deviceId, name, userAgent, network] = list(field)
  return {
    kind,
    deviceId: optional(deviceId, string),
    name: optional(name, string),
    userAgent: optional(userAgent, sharedText),
    network: optional(network, sharedText),
  }
}

function decodeAuthentication(field: Json, createdAt: number): Authentication {
  const [after, methods, level, roles] = list(field)
  return {
    at: createdAt + number(after),
    methods: shared.list(list(methods).map(string)),
    level: levelOf(level),
    roles: shared.list(list(roles).map(string)),
  }
}

type Field = Json | undefined

function sharedText(field: Field): string {
  return shared.text(string(field))
}

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

function list(field: Field): readonly Json[] {
  return Array.isArray(field) ? field : fail()
}

function object(field: Field): JsonObject {
  if (typeof field !== 'object' || field === null || Array.isArray(field)) return fail()
  return field as JsonObject // isArray does not narrow readonly arrays
}

function levelOf(field: Field): AssuranceLevel {
  return field === 1 || field === 2 || field === 3 ? field : fail()
}
