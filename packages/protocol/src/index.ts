export type {
  ActivityAnswer,
  DeviceAnswer,
  DeviceMark,
  NativeSignInAnswer,
  PublicSettingsAnswer,
  SessionAnswer,
  SessionsAnswer,
  SignedInAnswer,
  TokenSignInAnswer,
  UserAnswer,
} from './lib/account-answers.ts'
export type { ClientKind } from './lib/client-kind.ts'
export { type ErrorCode, type ErrorInfo, errors, signOutCodes } from './lib/error-code.ts'
export type { Problem } from './lib/problem.ts'
export { type TokenKind, tokenPrefix } from './lib/token-prefix.ts'
export type { RefreshRequest, TokenResponse } from './lib/token-response.ts'
