import type { Ratchet, RefreshChain, SessionSecret } from './record.ts'
import type { Salt, SecretHash } from './secret-algebra.ts'

/*
 * Hashes, salts and key ids as raw bytes: half of what a native session weighs. In order:
 *   secret: hash 32 | rotated at 6
 *   chain:  parent 4 | base 4 | head 4 | confirmed 4 | rotated at 6 | rotated by 9
 *           | key id 5 | salt 16 | next key id 5 | next salt 16 | hashes 3 x 32
 */
export const secretLength = 38
export const chainLength = 169

/** Writes a session secret at `at`. */
export function writeSecret(bytes: Buffer, at: number, secret: SessionSecret): void {
  bytes.write(secret.hash, at, 'base64url')
  bytes.writeUIntBE(secret.rotatedAt, at + 32, 6)
}

export function readSecret(bytes: Buffer, at: number): SessionSecret {
  return { hash: readHash(bytes, at), rotatedAt: bytes.readUIntBE(at + 32, 6) }
}

/** Writes a refresh chain at `at`. No candidate has serial 0, so 0 stands for none. */
export function writeChain(bytes: Buffer, at: number, chain: RefreshChain): void {
  bytes.writeUInt32BE(chain.parent, at)
  bytes.writeUInt32BE(chain.base, at + 4)
  bytes.writeUInt32BE(chain.head, at + 8)
  bytes.writeUInt32BE(chain.confirmed ?? 0, at + 12)
  bytes.writeUIntBE(chain.rotatedAt, at + 16, 6)
  bytes.write(chain.rotatedBy, at + 22, 9, 'base64url')
  writeRatchet(bytes, at + 31, chain.ratchet)
  writeRatchet(bytes, at + 52, chain.nextRatchet)
  if (chain.hashes.parent !== null) bytes.write(chain.hashes.parent, at + 73, 'base64url')
  bytes.write(chain.hashes.candidate, at + 105, 'base64url')
  bytes.write(chain.hashes.next, at + 137, 'base64url')
}

export function readChain(bytes: Buffer, at: number): RefreshChain {
  const hasParent = bytes.subarray(at + 73, at + 105).some((byte) => byte !== 0)
  return {
    parent: bytes.readUInt32BE(at),
    base: bytes.readUInt32BE(at + 4),
    head: bytes.readUInt32BE(at + 8),
    confirmed: bytes.readUInt32BE(at + 12) || null,
    rotatedAt: bytes.readUIntBE(at + 16, 6),
    rotatedBy: bytes.toString('base64url', at + 22, at + 31),
    ratchet: readRatchet(bytes, at + 31),
    nextRatchet: readRatchet(bytes, at + 52),
    hashes: {
      parent: hasParent ? readHash(bytes, at + 73) : null,
      candidate: readHash(bytes, at + 105),
      next: readHash(bytes, at + 137),
    },
  }
}

function writeRatchet(bytes: Buffer, at: number, { keyId, salt }: Ratchet): void {
  bytes.write(keyId, at, 'hex')
  bytes.write(salt, at + 5, 'base64url')
}

function readRatchet(bytes: Buffer, at: number): Ratchet {
  const salt = bytes.toString('base64url', at + 5, at + 21) as Salt // written from one
  return { keyId: bytes.toString('hex', at, at + 5), salt }
}

function readHash(bytes: Buffer, at: number): SecretHash {
  return bytes.toString('base64url', at, at + 32) as SecretHash // written from one
}
