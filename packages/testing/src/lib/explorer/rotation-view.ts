import type { Chain } from './rotation-rules.ts'
import { readRatchetTerm, secretBehind } from './symbolic-algebra.ts'

/** One version of the record, with what the model remembers beside it. */
export interface ChainView {
  readonly chain: Chain
  /** The candidate of this rotation that was used first, whatever the record says. */
  readonly used: number | null
  /** The context for which the head was made, whatever the record says. */
  readonly headFor: string
}

/** What the server's side of a state is, in canonical form. */
export interface ServerView extends ChainView {
  /** The version before, while the store may still lose the last write. */
  readonly previous: ChainView | null
  readonly mayLose: boolean
}

/**
 * A token as a small number: its serial and which secret of the view it holds. The numbers hold for one view; from one
 * view to the next they are renamed.
 */
export type TokenCode = number

/** The secret of no version of the record: past for ever. */
const otherSecret = 7
export const pastToken: TokenCode = otherSecret
/** Serials of a view are below this. */
export const serialLimit = 16

export function tokenCode(serial: number, secretIndex: number): TokenCode {
  return (serial << 3) | (secretIndex < 0 ? otherSecret : secretIndex)
}

export function serialOf(token: TokenCode): number {
  return token >> 3
}

export function secretOf(secrets: readonly string[], token: TokenCode): string {
  return secrets[token & 7] ?? 'past'
}

/** The secrets of a view: the parent's, the candidates', the next one's, and those of the version before. */
export function secretsOf(view: ServerView): string[] {
  const secrets = new Set<string>()
  for (const { chain } of view.previous ? [view, view.previous] : [view]) {
    for (const hash of [chain.hashes.parent, chain.hashes.candidate, chain.hashes.next]) {
      if (hash !== null) secrets.add(secretBehind(hash))
    }
  }
  return [...secrets]
}

/** A view in canonical form, and the new names of serials; the secrets keep their places. */
export interface Renamed {
  readonly view: ServerView
  serial(serial: number): number
}

/**
 * Renames serials and secrets. The rules compare serials and look at the one after the head, so serials may move
 * closer together as long as their order and the place after each head stay; a serial that nobody holds may go. Secrets
 * are compared and ratcheted, so a secret whose parent nobody can present may be called random.
 *
 * @param holds whether anybody holds a token of that serial
 */
export function canonicalise(view: ServerView, holds: (serial: number) => boolean): Renamed {
  const versions = view.previous ? [view, view.previous] : [view]
  const kept = new Set<number>()
  for (const { chain, used } of versions) {
    for (const serial of [chain.parent, chain.base, chain.head, chain.head + 1, chain.confirmed, used]) {
      if (serial !== null) kept.add(serial)
    }
  }
  const parents = versions.map(({ chain }) => chain.parent)
  const low = Math.min(...versions.map(({ chain }) => chain.base))
  const top = Math.max(...versions.map(({ chain }) => chain.head + 1))
  for (let serial = low + 1; serial < top; serial++) if (holds(serial)) kept.add(serial)
  const order = new Map([...kept].sort((a, b) => a - b).map((serial, at) => [serial, at + 1]))
  const point = (serial: number): number => order.get(serial) ?? 0
  const terms = createTermNames(secretsOf(view))
  const rename = ({ chain, used, headFor }: ChainView): ChainView => ({
    chain: {
      parent: point(chain.parent),
      base: point(chain.base),
      head: point(chain.head),
      confirmed: chain.confirmed === null ? null : point(chain.confirmed),
      rotatedAt: 0,
      rotatedBy: chain.rotatedBy,
      ratchet: { keyId: chain.ratchet.keyId, salt: terms.salt(chain.ratchet.salt) },
      nextRatchet: { keyId: chain.nextRatchet.keyId, salt: terms.salt(chain.nextRatchet.salt) },
      hashes: {
        parent: chain.hashes.parent === null ? null : terms.hash(chain.hashes.parent),
        candidate: terms.hash(chain.hashes.candidate),
        next: terms.hash(chain.hashes.next),
      },
    },
    used: used === null ? null : point(used),
    headFor,
  })
  const previous = view.previous && rename(view.previous)
  return {
    view: { ...rename(view), previous, mayLose: view.mayLose },
    serial: (serial) => (serial > low || parents.includes(serial) ? point(serial) : 0),
  }
}

function createTermNames(secrets: readonly string[]): {
  hash(hash: string): string
  salt(salt: string): string
} {
  const live = new Set(secrets)
  const names = new Map<string, string>()
  let salts = 0
  let atoms = 0
  const named = (key: string, make: () => string): string => {
    const known = names.get(key)
    if (known !== undefined) return known
    const name = make()
    names.set(key, name)
    return name
  }
  const salt = (text: string): string =>
    text.startsWith('$') ? named(`salt ${text}`, () => `$${++salts}`) : text
  const secret = (text: string): string =>
    named(text, () => {
      const term = readRatchetTerm(text)
      if (!term || !live.has(term.parent)) return `$x${++atoms}`
      const parent = secret(term.parent)
      return `r(${term.keyId},${salt(term.salt)},${parent})`
    })
  return { hash: (text) => `h(${secret(secretBehind(text))})`, salt }
}
