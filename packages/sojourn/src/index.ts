export type { Clock } from './lib/engine/clock.ts'
export { createSojourn } from './lib/engine/create-sojourn.ts'
export type { DataSchema } from './lib/engine/data-check.ts'
export type { Duration } from './lib/engine/duration.ts'
export type { EventDetails, EventListener, EventType, SojournEvent } from './lib/engine/events.ts'
export type { Grant, SessionGrant, TokenGrant } from './lib/engine/grant.ts'
export type { Json, JsonObject } from './lib/engine/json.ts'
export { generateKey } from './lib/engine/key-ring.ts'
export type { LifetimeOptions, Policy, PolicyOptions } from './lib/engine/policy.ts'
export type { RandomBytes } from './lib/engine/random-bytes.ts'
export type { AssuranceLevel, Authentication, Client } from './lib/engine/record.ts'
export type {
  AnonymousSession,
  ClientDescription,
  Register,
  RequestContext,
  Session,
  SessionData,
  SignedInSession,
} from './lib/engine/session.ts'
export { createSessionId, isSessionId, type SessionId } from './lib/engine/session-id.ts'
export type {
  AnonymousOptions,
  CauseOptions,
  MergePatch,
  Proof,
  RefreshResult,
  RefusalCode,
  ResumeResult,
  SignInOptions,
  Sojourn,
  StepUpOptions,
  StepUpResult,
  Verdict,
} from './lib/engine/sojourn.ts'
export { SojournError } from './lib/engine/sojourn-error.ts'
export type { NearCacheOptions, SojournOptions } from './lib/engine/sojourn-options.ts'
export type {
  Change,
  EndReason,
  EndUserOptions,
  Feed,
  FeedListener,
  Found,
  InsertGuard,
  InsertResult,
  ReplaceOptions,
  ReplaceResult,
  Seen,
  SessionStore,
  StoredSession,
  TimeBounds,
  TimedStore,
  Tombstone,
  TombstoneDraft,
  UserSessions,
} from './lib/engine/store.ts'
export type { AccessToken, RefreshToken, SessionToken } from './lib/engine/token.ts'
