import type { Step } from './model.ts'
import type { RotationServer, ServerStep } from './rotation-server.ts'
import type { RotationState } from './rotation-state.ts'

/** The duties of a client, each of which a fault can break. */
export interface ClientFaults {
  /** The vault is written without looking at what is in it. */
  readonly noCompareAndSet?: boolean
  /** The access token of an answer is used before the vault has the refresh token. */
  readonly useBeforeStore?: boolean
  /** After a stale answer the request is sent again with `reread: true`, without a look into the vault. */
  readonly noReread?: boolean
  /** The access token of an answer is used although the vault refused the refresh token. */
  readonly keepDroppedAccess?: boolean
  /** What the vault stored last is gone after a crash. */
  readonly vaultForgets?: boolean
  /** The client never says whether it has read its vault again, as a plain OAuth client does. */
  readonly saysNothing?: boolean
}

export interface RotationOptions {
  /** Contexts that share one vault: tabs or processes. Default 2. */
  readonly contexts?: number
  /** The networks from which the client sends, chosen anew with each message. Default 1. */
  readonly networks?: 1 | 2
  /** Whether a thief of another context copies the vault's token at some moment. Default false. */
  readonly thief?: boolean
  /** Whether the store may lose its last write, once. Default false. */
  readonly lossy?: boolean
  /**
   * Whether requests with a token that was past already when the store lost a write may still be processed afterwards.
   * Default false: nothing is in flight for two rotations and across a fail-over.
   */
  readonly oldCopiesSurviveLoss?: boolean
  /** The most candidates that the thief lets a rotation have. Default 4. */
  readonly maxCandidates?: number
  /** Duties that the client fails to keep. Default none. */
  readonly faults?: ClientFaults
}

/** What the parts of the model share. */
export interface RotationWorld {
  readonly server: RotationServer
  readonly networks: readonly string[]
  /** A bit for each network: the steps that need none. */
  readonly allWays: number
  readonly faults: ClientFaults
  readonly options: RotationOptions
  /** Adds a step to `state`, which becomes canonical; `server` when the server has done something in it. */
  step(label: string, state: RotationState, extra?: StepExtra): Step<string>
}

export interface StepExtra {
  readonly server?: ServerStep
  readonly progress?: number
  readonly violation?: string | null
  /** What else changes, once the tokens have their names of after the server's step. */
  readonly also?: (state: RotationState) => RotationState
}
