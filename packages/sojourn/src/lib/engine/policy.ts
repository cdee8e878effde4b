import type { ClientKind } from '@sojourn/protocol'
import { type Duration, parseDuration } from './duration.ts'
import type { AssuranceLevel } from './record.ts'
import { SojournError } from './sojourn-error.ts'

/** How long sessions of one kind may live. */
export interface LifetimeOptions {
  /** The longest pause between two requests; null for none. */
  readonly idle?: Duration | null
  /** The longest life, whatever happens. */
  readonly absolute?: Duration
}

/** The policy. Every field has a default; durations are written `'30m'` or in milliseconds. */
export interface PolicyOptions extends LifetimeOptions {
  /**
   * The assurance level whose limits the lifetimes must keep (SP 800-63B-4 §2), and whose numbers are then the
   * defaults: 1 is 30 d and no idle limit, 2 is 24 h and 1 h, 3 is 12 h and 15 min. Default: none, with 12 h and
   * 30 min for `web` and `token` clients, 90 d and 14 d for `native` ones.
   */
  readonly level?: AssuranceLevel
  /** Why lifetimes looser than the level's are acceptable: without it they are refused (ASVS 5.0 §7.1.1). */
  readonly justification?: string
  /** Lifetimes of `native` clients. */
  readonly native?: LifetimeOptions
  /** Lifetimes of sessions of people who have not signed in. Default: idle 1 d, absolute 7 d. */
  readonly anonymous?: LifetimeOptions
  /** Life of an access token. Default 10 min; at most 1 h. */
  readonly access?: Duration
  /** How long a rotation's answer can be had again. Default 30 s. */
  readonly rotationWindow?: Duration
  /** How rarely last-seen times are written. Default 1 min. */
  readonly lastSeenEvery?: Duration
  /** Live sessions of one person; the oldest ends when another begins. Default 100, at most 1,000. */
  readonly sessionsPerUser?: number
  /** Bytes of a session's data as JSON. Default 16,384. */
  readonly maxDataBytes?: number
  /**
   * Whether a `web` or `token` session that was idle for too long waits to be resumed by `resume`, with the session
   * secret and a password, until its absolute lifetime is over and for a day at most, rather than ends
   * (SP 800-63B-4 §2.2.3). Default false.
   */
  readonly resume?: boolean
  /** What a theft ends: that session, or all of the person's. Default `'session'`. */
  readonly theftEnds?: 'session' | 'user'
}

/** Lifetimes in milliseconds. */
export interface Lifetime {
  readonly idleTimeoutMs: number | null
  readonly absoluteTimeoutMs: number
}

/** The policy with every number decided. */
export interface Policy {
  readonly level: AssuranceLevel | null
  readonly justification: string | null
  readonly lifetimes: Readonly<Record<ClientKind | 'anonymous', Lifetime>>
  readonly accessLifetimeMs: number
  readonly rotationWindowMs: number
  readonly lastSeenEveryMs: number
  readonly sessionsPerUser: number
  readonly maxDataBytes: number
  readonly resumesIdle: boolean
  readonly theftEnds: 'session' | 'user'
}

type LifetimeTexts = { readonly idle: Duration | null; readonly absolute: Duration }

/** The limits of the assurance levels: SP 800-63B-4 §2.1.3, §2.2.3 and §2.3.3. */
const levelLimits: Readonly<Record<AssuranceLevel, LifetimeTexts>> = {
  1: { idle: null, absolute: '30d' },
  2: { idle: '1h', absolute: '24h' },
  3: { idle: '15m', absolute: '12h' },
}
const defaults = {
  web: { idle: '30m', absolute: '12h' },
  native: { idle: '14d', absolute: '90d' },
  anonymous: { idle: '1d', absolute: '7d' },
} as const satisfies Record<string, LifetimeTexts>

/**
 * Decides every number of the policy.
 *
 * @throws `config/invalid`, `config/policy-too-loose`
 */
export function resolvePolicy(options: PolicyOptions = {}): Policy {
  const level = options.level ?? null
  if (level !== null && !(level in levelLimits)) {
    throw new SojournError('config/invalid', `policy.level: ${level} is not 1, 2 or 3`)
  }
  const limits = level === null ? null : levelLimits[level]
  const web = readLifetime('policy', options, limits ?? defaults.web)
  const native = readLifetime('policy.native', options.native, limits ?? defaults.native)
  if (limits && level) {
    requireWithin('policy', web, limits, level, options.justification)
    requireWithin('policy.native', native, limits, level, options.justification)
  }
  const policy: Policy = {
    level,
    justification: options.justification ?? null,
    lifetimes: {
      web,
      token: web,
      native,
      anonymous: readLifetime('policy.anonymous', options.anonymous, defaults.anonymous),
    },
    accessLifetimeMs: parseDuration(options.access ?? '10m', 'policy.access'),
    rotationWindowMs: parseDuration(options.rotationWindow ?? '30s', 'policy.rotationWindow'),
    lastSeenEveryMs: parseDuration(options.lastSeenEvery ?? '1m', 'policy.lastSeenEvery'),
    sessionsPerUser: options.sessionsPerUser ?? 100,
    maxDataBytes: options.maxDataBytes ?? 16_384,
    resumesIdle: options.resume ?? false,
    theftEnds: options.theftEnds ?? 'session',
  }
  requireNumber('policy.access', policy.accessLifetimeMs, 1, 3_600_000)
  requireNumber('policy.rotationWindow', policy.rotationWindowMs, 0, 600_000)
  requireNumber('policy.sessionsPerUser', policy.sessionsPerUser, 1, 1000)
  requireNumber('policy.maxDataBytes', policy.maxDataBytes, 2, 1_048_576)
  return policy
}

function readLifetime(name: string, options: LifetimeOptions = {}, otherwise: LifetimeTexts): Lifetime {
  const absoluteTimeoutMs = parseDuration(options.absolute ?? otherwise.absolute, `${name}.absolute`)
  requireNumber(`${name}.absolute`, absoluteTimeoutMs, 1, 400 * 86_400_000)
  const idle = options.idle === undefined ? otherwise.idle : options.idle
  if (idle === null) return { idleTimeoutMs: null, absoluteTimeoutMs }
  const idleTimeoutMs = parseDuration(idle, `${name}.idle`)
  if (options.idle === undefined)
    return { idleTimeoutMs: Math.min(idleTimeoutMs, absoluteTimeoutMs), absoluteTimeoutMs }
  requireNumber(`${name}.idle`, idleTimeoutMs, 1, absoluteTimeoutMs)
  return { idleTimeoutMs, absoluteTimeoutMs }
}

function requireWithin(
  name: string,
  lifetime: Lifetime,
  limits: LifetimeTexts,
  level: AssuranceLevel,
  justification: string | undefined,
): void {
  const idleLimitMs = limits.idle === null ? Infinity : parseDuration(limits.idle, name)
  const within =
    (lifetime.idleTimeoutMs ?? Infinity) <= idleLimitMs &&
    lifetime.absoluteTimeoutMs <= parseDuration(limits.absolute, name)
  if (within || justification?.trim()) return
  const given = `${inWords(lifetime.absoluteTimeoutMs)} and ${inWords(lifetime.idleTimeoutMs)} idle`
  throw new SojournError(
    'config/policy-too-loose',
    `${name} is ${given}; AAL ${level} allows ${limits.absolute} and ${limits.idle ?? 'no limit'} idle: shorten ${name}.absolute or .idle, or say in policy.justification why more is acceptable`,
  )
}

function inWords(ms: number | null): string {
  return ms === null ? 'no limit' : `${ms / 60_000} min`
}

function requireNumber(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return
  throw new SojournError('config/invalid', `${name}: ${value} is not a whole number from ${least} to ${most}`)
}
