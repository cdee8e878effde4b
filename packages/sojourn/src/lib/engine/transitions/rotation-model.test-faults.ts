import type { ClientFaults, RotationOptions, SourceFault } from '@sojourn/testing/explorer'

/** A duty that the client fails to keep, and the run that must find it. */
export const clientFaults: readonly {
  readonly name: string
  readonly faults: ClientFaults
  readonly run: RotationOptions
}[] = [
  { name: 'no compare-and-set in the vault', faults: { noCompareAndSet: true }, run: {} },
  { name: 'use before store', faults: { useBeforeStore: true }, run: {} },
  { name: 'reread: true without reading again', faults: { noReread: true }, run: {} },
  { name: 'keeping the access token of a dropped answer', faults: { keepDroppedAccess: true }, run: {} },
  { name: 'a vault that forgets its last write', faults: { vaultForgets: true }, run: { contexts: 1 } },
  { name: 'saying nothing about the vault', faults: { saysNothing: true }, run: {} },
]

type RunFault = SourceFault & { readonly run: RotationOptions }

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
    find: 'salt: algebra.random() }',
    replace: "salt: '' as never }",
    run: {},
  },
  {
    name: 'a window for every context',
    file: refresh,
    find: 'chain.rotatedBy === presented.by',
    replace: 'true',
    run: theft,
  },
  {
    name: "an in-window answer with the other party's candidate",
    file: refresh,
    find: 'if (chain.confirmed === null && !sameContext)',
    replace: 'if (false)',
    run: theft,
  },
  {
    name: 'a further candidate inside the window',
    file: refresh,
    find: 'if (chain.confirmed === null && !open)',
    replace: 'if (chain.confirmed === null)',
    run: {},
  },
  {
    name: 'no further candidate for a client that changed its network',
    file: refresh,
    find: 'if (chain.confirmed === null && !open)',
    replace: 'if (chain.confirmed === null && !open && sameContext)',
    run: twoNetworks,
  },
  {
    name: 'an access token that confirms nothing',
    file: access,
    find: 'confirmed: serial }',
    replace: 'confirmed: null }',
    run: theft,
  },
  {
    name: 'a refresh that confirms nothing',
    file: refresh,
    find: 'chain: { ...chain, confirmed: presented.serial } }',
    replace: 'chain }',
    run: theft,
  },
  {
    name: 'a confirmation that the next rotation keeps',
    file: chain,
    find: 'confirmed: null,\n    rotatedAt: rotation.now,',
    replace: 'confirmed: chain.confirmed,\n    rotatedAt: rotation.now,',
    run: {},
  },
  {
    name: 'a theft by refresh token that ends nothing',
    file: refresh,
    find: "next: { kind: 'ended', reason: 'theft' },",
    replace: "next: 'unchanged',",
    run: theft,
  },
  {
    name: 'a theft that is called stale for ever',
    file: refresh,
    find: "if (presented.reread === false) return refuse(record, presented, 'refresh/stale')",
    replace: "if (presented.reread !== undefined) return refuse(record, presented, 'refresh/stale')",
    run: theft,
  },
  {
    name: 'a stale token punished although the client has not read again',
    file: refresh,
    find: "if (presented.reread === false) return refuse(record, presented, 'refresh/stale')",
    replace: '',
    run: {},
  },
  {
    name: 'a rotation inside the window',
    file: refresh,
    find: 'return open ? repeatConfirmed',
    replace: 'return open && chain.confirmed !== null ? repeatConfirmed',
    run: {},
  },
  {
    name: 'a base that is not raised',
    file: chain,
    find: 'base: chain.head,',
    replace: 'base: chain.base,',
    run: {},
  },
  {
    name: 'a lost rotation that is not adopted',
    file: chain,
    find: "algebra.equal(hash, hashes.next)) return 'lost-rotation'",
    replace: "algebra.equal(hash, hashes.next)) return 'past'",
    run: loss,
  },
  {
    name: 'a lost candidate that is not adopted',
    file: chain,
    find: "algebra.equal(hash, hashes.candidate)) return 'lost-candidate'",
    replace: "algebra.equal(hash, hashes.candidate)) return 'past'",
    run: loss,
  },
  {
    name: 'adoption without the secret',
    file: chain,
    find: ' && algebra.equal(hash, hashes.next)) return',
    replace: ') return',
    run: {},
  },
  {
    name: 'a candidate without the secret',
    file: chain,
    find: 'serial <= chain.head && algebra.equal(hash, hashes.candidate)',
    replace: 'serial <= chain.head',
    run: {},
  },
  {
    name: 'a salt that is drawn late',
    file: chain,
    find: 'ratchet: chain.nextRatchet,',
    replace: 'ratchet: nextRatchet,',
    run: {},
  },
  {
    name: 'an access token of another candidate that is tolerated',
    file: access,
    find: 'if (chain.confirmed === null) {',
    replace: "if (chain.confirmed !== null) return unchanged({ status: 'accepted' })\n  {",
    run: theft,
  },
  {
    name: 'a parent accepted after confirmation and a closed window',
    file: refresh,
    find: '!(open && sameContext && chain.head',
    replace: '!(sameContext && chain.head',
    run: {},
  },
  {
    name: 'a parent answered with a head that is not the confirmed one',
    file: refresh,
    find: ' && chain.head === chain.confirmed)',
    replace: ')',
    run: {},
  },
  {
    name: "the parent's sibling taken for the parent",
    file: chain,
    find: 'serial === chain.parent && ',
    replace: '',
    run: theft,
  },
  {
    name: 'a second candidate confirmed over the first',
    file: refresh,
    find: 'if (chain.confirmed !== null && chain.confirmed !== presented.serial) break',
    replace: '',
    run: theft,
  },
]
