import type { ClientFaults, RotationOptions, SourceFault } from '@sojourn/testing/explorer'

/** A duty that the client fails to keep, and the run that must find it. */
export const clientFaults: readonly {
  readonly name: string
  readonly faults: ClientFaults
  readonly breaks: string
  readonly run: RotationOptions
}[] = [
  {
    name: 'no compare-and-set in the vault',
    faults: { noCompareAndSet: true },
    breaks: 'an honest client is signed out for theft',
    run: {},
  },
  {
    name: 'use before store',
    faults: { useBeforeStore: true },
    breaks: 'an honest client is signed out for theft',
    run: {},
  },
  {
    name: 'reread: true without reading again',
    faults: { noReread: true },
    breaks: 'an honest client is signed out for theft',
    run: {},
  },
  {
    name: 'keeping the access token of a dropped answer',
    faults: { keepDroppedAccess: true },
    breaks: 'an honest client is signed out for theft',
    run: {},
  },
  {
    name: 'a vault that forgets its last write',
    faults: { vaultForgets: true },
    breaks: 'an honest client is signed out for theft',
    run: { contexts: 1 },
  },
  {
    name: 'saying nothing about the vault',
    faults: { saysNothing: true },
    breaks: 'an honest client is signed out for theft',
    run: {},
  },
]

type RunFault = SourceFault & { readonly breaks: string; readonly run: RotationOptions }

const chain = 'transitions/refresh-chain.ts'
const refresh = 'transitions/refresh.ts'
const access = 'transitions/present-access.ts'
const twoNetworks: RotationOptions = { networks: 2 }
const theft: RotationOptions = { contexts: 1, thief: true }
const loss: RotationOptions = { lossy: true }

/** One change of the shipped rules each, and the run that must find it. */
export const serverFaults: readonly RunFault[] = [
  {
    name: 'a ratchet without salt',
    file: chain,
    find: 'salt: algebra.salt() }',
    replace: "salt: '' as never }",
    breaks: 'whoever learns a key and a token can compute the successors of the token',
    run: {},
  },
  {
    name: 'a window for every context',
    file: refresh,
    find: 'chain.rotatedBy === presented.by',
    replace: 'true',
    breaks: "an in-window repeat hands out the other party's candidate",
    run: theft,
  },
  {
    name: "an in-window answer with the other party's candidate",
    file: refresh,
    find: 'if (chain.confirmed === null && !sameContext)',
    replace: 'if (false)',
    breaks: "an in-window repeat hands out the other party's candidate",
    run: theft,
  },
  {
    name: 'a further candidate inside the window',
    file: refresh,
    find: 'if (chain.confirmed === null && !open)',
    replace: 'if (chain.confirmed === null)',
    breaks: 'a second rotation inside the window',
    run: {},
  },
  {
    name: 'no further candidate for a client that changed its network',
    file: refresh,
    find: 'if (chain.confirmed === null && !open)',
    replace: 'if (chain.confirmed === null && !open && sameContext)',
    breaks: 'from here the goal is out of reach',
    run: twoNetworks,
  },
  {
    name: 'an access token that confirms nothing',
    file: access,
    find: 'confirmed: serial }',
    replace: 'confirmed: null }',
    breaks: 'an answer is had again after the window',
    run: theft,
  },
  {
    name: 'a refresh that confirms nothing',
    file: refresh,
    find: 'chain: { ...chain, confirmed: presented.serial } }',
    replace: 'chain }',
    breaks: 'an answer is had again after the window',
    run: theft,
  },
  {
    name: 'a confirmation that the next rotation keeps',
    file: chain,
    find: 'confirmed: null,\n    rotatedAt: rotation.now,',
    replace: 'confirmed: chain.confirmed,\n    rotatedAt: rotation.now,',
    breaks: 'an answer that cannot be used',
    run: {},
  },
  {
    name: 'a theft by refresh token that ends nothing',
    file: refresh,
    find: "next: { kind: 'ended', reason: 'theft' },",
    replace: "next: 'unchanged',",
    breaks: 'the answer and the record disagree on the end',
    run: theft,
  },
  {
    name: 'a theft that is called stale for ever',
    file: refresh,
    find: "if (presented.reread === false) return refuse(record, presented, 'refresh/stale')",
    replace: "if (presented.reread !== undefined) return refuse(record, presented, 'refresh/stale')",
    breaks: 'from here the goal is out of reach',
    run: theft,
  },
  {
    name: 'a stale token punished although the client has not read again',
    file: refresh,
    find: "if (presented.reread === false) return refuse(record, presented, 'refresh/stale')",
    replace: '',
    breaks: 'an honest client is signed out for theft',
    run: {},
  },
  {
    name: 'a rotation inside the window',
    file: refresh,
    find: 'return open ? repeatConfirmed',
    replace: 'return open && chain.confirmed !== null ? repeatConfirmed',
    breaks: 'a second rotation inside the window',
    run: {},
  },
  {
    name: 'a base that is not raised',
    file: chain,
    find: 'base: chain.head,',
    replace: 'base: chain.base,',
    breaks: 'two candidates of one rotation were both used',
    run: {},
  },
  {
    name: 'a lost rotation that is not adopted',
    file: chain,
    find: "algebra.equal(hash, hashes.next)) return 'lost-rotation'",
    replace: "algebra.equal(hash, hashes.next)) return 'past'",
    breaks: 'an honest client is signed out for theft',
    run: loss,
  },
  {
    name: 'a lost candidate that is not adopted',
    file: chain,
    find: "algebra.equal(hash, hashes.candidate)) return 'lost-candidate'",
    replace: "algebra.equal(hash, hashes.candidate)) return 'past'",
    breaks: 'an honest client is signed out for theft',
    run: loss,
  },
  {
    name: 'adoption without the secret',
    file: chain,
    find: ' && algebra.equal(hash, hashes.next)) return',
    replace: ') return',
    breaks: 'a secret that nobody was given is answered',
    run: {},
  },
  {
    name: 'a candidate without the secret',
    file: chain,
    find: 'serial <= chain.head && algebra.equal(hash, hashes.candidate)',
    replace: 'serial <= chain.head',
    breaks: 'a secret that nobody was given is answered',
    run: {},
  },
  {
    name: 'a salt that is drawn late',
    file: chain,
    find: 'ratchet: chain.nextRatchet,',
    replace: 'ratchet: nextRatchet,',
    breaks: 'an answer that cannot be used',
    run: {},
  },
  {
    name: 'an access token of another candidate that is tolerated',
    file: access,
    find: 'if (chain.confirmed === null) {',
    replace: "if (chain.confirmed !== null) return unchanged({ status: 'accepted' })\n  {",
    breaks: 'two candidates of one rotation were both used',
    run: theft,
  },
  {
    name: 'a parent accepted after confirmation and a closed window',
    file: refresh,
    find: '!(open && sameContext && chain.head',
    replace: '!(sameContext && chain.head',
    breaks: 'an answer is had again after the window',
    run: {},
  },
  {
    name: 'a parent answered with a head that is not the confirmed one',
    file: refresh,
    find: ' && chain.head === chain.confirmed)',
    replace: ')',
    breaks: 'an answer that cannot be used',
    run: {},
  },
  {
    name: "the parent's sibling taken for the parent",
    file: chain,
    find: 'serial === chain.parent && ',
    replace: '',
    breaks: 'thief and owner overtake one another a fourth time',
    run: theft,
  },
  {
    name: 'a second candidate confirmed over the first',
    file: refresh,
    find: 'if (chain.confirmed !== null && chain.confirmed !== presented.serial) break',
    replace: '',
    breaks: 'an answer that cannot be used',
    run: theft,
  },
]
