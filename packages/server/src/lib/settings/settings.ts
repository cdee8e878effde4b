import type { CodeOptions, GuessOptions, PasswordOptions } from '@sojourn/identity'
import type { PolicyOptions } from 'sojourn'

/** How mail leaves. */
export type MailSettings =
  /** `url` may hold a password: it reaches no log and no error. */
  | { readonly kind: 'smtp'; readonly url: string; readonly from: string }
  /** Kept in memory and shown at `/outbox`: for development, on loopback only. */
  | { readonly kind: 'outbox' }
  | { readonly kind: 'none' }

/** Where the country of a network is looked up. */
export type CountrySettings =
  | { readonly kind: 'built-in' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'none' }

/** Every setting, decided and checked: nothing here is looked up or parsed again. Times are milliseconds. */
export interface Settings {
  /** 0 for any port that is free: see `AppContext.publicUrl` for the one that it became. */
  readonly port: number
  /** The address to listen on; not loopback only with an `origin` and `proxies`. */
  readonly listen: string
  readonly dataFolder: string
  /** `https://…`, or null when the server is for this machine only. */
  readonly origin: string | null
  /** Every public origin that is served, `origin` first; empty when the server is for this machine only. */
  readonly origins: readonly string[]
  /** What the paths of the API begin with, like `/auth`. */
  readonly basePath: `/${string}`
  /** Believed for `X-Forwarded-…`: addresses and networks, or how many stand in front. */
  readonly proxies: readonly string[] | number
  /** Other origins whose pages may call with credentials. */
  readonly allowedOrigins: readonly string[]
  /** Whether the cookie outlives the browser's own session. */
  readonly persistentCookie: boolean
  /** Key material, the first signs; null when the server keeps its own in the data folder. Secret. */
  readonly keys: readonly string[] | null
  readonly policy: PolicyOptions
  /** The near-cache of checked sessions. */
  readonly cache: { readonly entries: number; readonly leaseMs: number }
  readonly registration: 'open' | 'closed'
  /** The permissions of each role. */
  readonly roles: Readonly<Record<string, readonly string[]>>
  readonly password: PasswordOptions & { readonly minLength: number }
  readonly guesses: GuessOptions
  readonly codes: CodeOptions
  /** How recent an authentication has to be to change an address, export or delete an account. */
  readonly recentMs: number
  /** How long a person's activity is kept. */
  readonly activityKeptMs: number
  readonly mail: MailSettings
  /** The name in mails; null for the host of the public origin. */
  readonly siteName: string | null
  readonly countries: CountrySettings
  /** The Bearer token that reads `/metrics`; null: only this machine reads it. Secret. */
  readonly metricsToken: string | null
  readonly logLevel: LogLevel
  /** How long answers that are under way may take when the server stops. */
  readonly drainMs: number
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'
