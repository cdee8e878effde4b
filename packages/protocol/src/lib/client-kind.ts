/**
 * How a client holds its credentials: `web` in a cookie, `native` as access and refresh token, `token` as one opaque
 * Bearer token.
 */
export type ClientKind = 'web' | 'native' | 'token'
