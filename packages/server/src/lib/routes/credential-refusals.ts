import type { ErrorCode } from '@sojourn/protocol'

/** Why a credential that is asked for may count for nothing. */
export const credentialRefusals = [
  'session/none',
  'session/expired',
  'session/idle',
  'session/revoked',
  'session/unknown',
  'credential/malformed',
  'credential/wrong-kind',
  'credential/unknown-key',
  'credential/rotated',
  'access/expired',
  'access/unknown',
] as const satisfies readonly ErrorCode[]
