import { ClientError } from './client-error.ts'
import { parseUrl } from './parse-url.ts'
import { type Clock, type FetchLike, type ParsedUrl, systemClock } from './platform.ts'
import type { Vault } from './vault.ts'

/** Where the server's routes are, relative to `baseUrl`. */
export interface Endpoints {
  /** Default `'refresh'`. */
  readonly refresh?: string
  /** Default `'login'`. */
  readonly signIn?: string
  /** Default `'logout'`. */
  readonly signOut?: string
}

export interface ClientOptions<Fetch extends FetchLike = FetchLike> {
  /** The address below which the server's routes are: `'https://api.example/auth'`. HTTPS, or this machine itself. */
  readonly baseUrl: string
  readonly endpoints?: Endpoints
  /**
   * The origins that get the access token, as `'https://api.example'`: nothing else ever does. Default: the origin of
   * `baseUrl`. HTTPS, or this machine itself.
   */
  readonly origins?: readonly string[]
  readonly vault: Vault
  /** The platform's `fetch`. */
  readonly fetch: Fetch
  /** How long a request may wait for its answer, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number
  /** Default: the device's clock and timers. */
  readonly clock?: Clock
  /** From 0 to 1, for jitter only. Default `Math.random`. */
  readonly random?: () => number
}

/** The options with their defaults. Addresses are whole. */
export interface ResolvedOptions<Fetch extends FetchLike> {
  readonly baseUrl: string
  readonly endpoints: Required<Endpoints>
  readonly origins: readonly string[]
  readonly vault: Vault
  readonly fetch: Fetch
  readonly timeoutMs: number
  readonly clock: Clock
  readonly random: () => number
}

/** @throws `config/invalid` */
export function resolveOptions<Fetch extends FetchLike>(
  options: ClientOptions<Fetch>,
): ResolvedOptions<Fetch> {
  const baseUrl = options.baseUrl.replace(/\/*$/, '/')
  const at = (path: string): string => confidentialUrl(path, baseUrl).href
  const { refresh = 'refresh', signIn = 'login', signOut = 'logout' } = options.endpoints ?? {}
  return {
    timeoutMs: 10_000,
    clock: systemClock,
    random: Math.random,
    ...options,
    baseUrl,
    endpoints: { refresh: at(refresh), signIn: at(signIn), signOut: at(signOut) },
    origins: (options.origins ?? [baseUrl]).map((origin) => confidentialUrl(origin).origin),
  }
}

/** Credentials travel encrypted, or not beyond this machine. */
function confidentialUrl(text: string, base?: string): ParsedUrl {
  const url = parseUrl('config/invalid', text, base)
  const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) return url
  throw new ClientError('config/invalid', `${text} is not https:`)
}
