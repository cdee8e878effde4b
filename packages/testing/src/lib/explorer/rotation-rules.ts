/*
 * What the rotation model needs to know of the engine's rules, written as the least that it uses: the engine's own
 * functions fit these shapes. Secrets and hashes are plain texts here, made by a symbolic algebra.
 */

export interface ChainRatchet {
  readonly keyId: string
  readonly salt: string
}

/** The server's record of one session's refresh tokens. */
export interface Chain {
  readonly parent: number
  readonly base: number
  readonly head: number
  readonly confirmed: number | null
  readonly rotatedAt: number
  readonly rotatedBy: string
  readonly ratchet: ChainRatchet
  readonly nextRatchet: ChainRatchet
  readonly hashes: { readonly parent: string | null; readonly candidate: string; readonly next: string }
}

export interface ChainHolder {
  readonly chain: Chain | null
}

/** An algebra of secrets whose terms are texts: see `createSymbolicAlgebra`. */
export interface TermAlgebra {
  readonly keyId: string
  digest(secret: string): string
  ratchet(keyId: string, salt: string, parent: string): string | null
  random(): string
  salt(): string
  equal(a: string, b: string): boolean
}

export interface RuleContext {
  readonly now: number
  readonly policy: { readonly rotationWindowMs: number }
  readonly algebra: TermAlgebra
}

export interface Ruling {
  readonly next: ChainHolder | { readonly kind: 'ended'; readonly reason: string } | 'unchanged'
  readonly outcome: {
    readonly status: string
    readonly code?: string
    readonly serial?: number
    readonly secret?: string
  }
  readonly events: readonly { readonly type: string }[]
}

export interface PresentedRefreshToken {
  readonly serial: number
  readonly secret: string
  readonly reread: boolean | undefined
  readonly by: string
}

export interface PresentedAccessToken {
  readonly serial: number
  readonly authAt: number
  readonly expiresAt: number
}

/** The engine's rules of refresh tokens, as they are shipped or with a fault planted. */
export interface RotationRules {
  beginChain(secret: string, by: string, now: number, algebra: TermAlgebra): Chain
  decide(
    record: ChainHolder,
    rule: (record: ChainHolder, context: RuleContext) => Ruling,
    context: RuleContext,
  ): Ruling
  decideRefresh(record: ChainHolder, presented: PresentedRefreshToken, context: RuleContext): Ruling
  decidePresentAccess(record: ChainHolder, presented: PresentedAccessToken, context: RuleContext): Ruling
}

/** The rules, with a policy and a record that they accept. */
export interface RotationSubject {
  readonly rules: RotationRules
  readonly policy: RuleContext['policy']
  /** A record at time 0 with that chain, of a session that does not expire while the model runs. */
  recordWith(chain: Chain): ChainHolder
}
