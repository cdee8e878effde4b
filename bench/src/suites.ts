/** A group of figures that are measured in one process of their own. */
export interface Suite {
  /** A file in `suites/`. */
  readonly name: string
  readonly what: string
  readonly execArgv?: readonly string[]
}

export const suites: readonly Suite[] = [
  { name: 'peek', what: '`peek` beside SHA-256, jsonwebtoken and fast-jwt' },
  {
    name: 'peek-million',
    what: '`peek` with a million cached sessions',
    execArgv: ['--max-old-space-size=8192'],
  },
  { name: 'frameworks', what: 'Express, Fastify and Hono with the bridge, and bare' },
  { name: 'peers', what: 'Express with express-session, connect-redis and jsonwebtoken' },
  { name: 'refresh-sqlite', what: 'refreshes on SQLite, and the event loop meanwhile' },
  { name: 'refresh-redis', what: 'refreshes on Redis' },
  { name: 'cached-memory', what: 'the memory of a cached session', execArgv: ['--expose-gc'] },
  { name: 'redis-memory', what: 'the memory of a session on Redis' },
  { name: 'turnkey', what: 'the turnkey server: start, memory, checks beside sign-ins and guesses' },
]
