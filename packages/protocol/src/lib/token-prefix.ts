/** The prefix of each kind of credential: what secret scanners look for. */
export const tokenPrefix = {
  session: 'sjs_',
  access: 'sja_',
  refresh: 'sjr_',
} as const

/** A kind of credential that travels as a token. */
export type TokenKind = keyof typeof tokenPrefix
