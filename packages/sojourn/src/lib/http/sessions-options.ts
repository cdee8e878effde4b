import type { CookieOptions } from './cookie-options.ts'
import type { ProxyOptions } from './proxies.ts'

/** The options of `sessions()` in every bridge. */
export interface SessionsOptions {
  /**
   * The public origins, as browsers write them: `'https://app.example'`. Requests for any other host are answered 421.
   * Default: this machine's own names (localhost, 127.0.0.1, [::1]) at any port, and nothing else.
   */
  readonly origin?: string | readonly string[]
  /** The proxies in front whose `X-Forwarded-…` headers are believed. Default: none. */
  readonly proxies?: ProxyOptions
  /**
   * Other origins whose pages may call with credentials, by their exact text. They pass the same-origin rule and get
   * CORS headers. Default: none.
   */
  readonly allowedOrigins?: readonly string[]
  readonly cookie?: CookieOptions
  /**
   * `Cache-Control` of answers to requests that presented a credential, unless the application sets its own. Default
   * `'private, no-cache'`: no shared cache keeps them, and a browser asks again before it shows one. Null for none.
   */
  readonly cacheControl?: string | null
}
