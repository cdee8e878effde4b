import { choice, count, list, text, time, timeOrNone, yesOrNo } from './value-kinds.ts'

const byLevel = (otherwise: string): { readonly words: string } => ({
  words: `${otherwise}; the level's, when there is one`,
})

/** How long sessions live and how they are renewed. What is not given, the engine decides. */
export const sessionSettings = {
  keys: {
    schema: list('Write base64url texts of 32 bytes or more: `sojourn keys generate` makes one.'),
    shape: '<secrets>',
    otherwise: { words: 'made and kept in the data folder' },
    help: 'key material: the first key signs, all of them verify',
    secret: 'always',
  },
  level: {
    schema: choice(1, 2, 3),
    shape: '1|2|3',
    otherwise: { words: 'none' },
    help: 'the assurance level whose limits the lifetimes keep (SP 800-63B-4); a password alone stays level 1',
  },
  justification: {
    schema: text('Write a sentence.'),
    shape: '<text>',
    otherwise: { words: 'none' },
    help: 'why lifetimes looser than the level allows are acceptable; kept in the log',
  },
  idle: {
    schema: timeOrNone('1s', '400d'),
    shape: '<time>|none',
    otherwise: byLevel('30m'),
    help: 'the longest pause between two requests of web and token sessions',
  },
  absolute: {
    schema: time('1s', '400d'),
    shape: '<time>',
    otherwise: byLevel('12h'),
    help: 'the longest life of web and token sessions, whatever happens',
  },
  resume: {
    schema: yesOrNo(),
    shape: 'yes|no',
    otherwise: 'yes',
    help: 'a web or token session that was idle for too long goes on after the password (SP 800-63B-4); no ends it',
  },
  nativeIdle: {
    schema: timeOrNone('1s', '400d'),
    shape: '<time>|none',
    otherwise: byLevel('14d'),
    help: 'the longest pause between two renewals of native sessions',
  },
  nativeAbsolute: {
    schema: time('1s', '400d'),
    shape: '<time>',
    otherwise: byLevel('90d'),
    help: 'the longest life of native sessions, whatever happens',
  },
  access: {
    schema: time('1s', '1h'),
    shape: '<time>',
    otherwise: '10m',
    help: 'the life of an access token',
  },
  rotationWindow: {
    schema: time('0ms', '10m'),
    shape: '<time>',
    otherwise: '30s',
    help: "how long a rotation's answer can be had again",
  },
  lastSeen: {
    schema: time('1s', '24h'),
    shape: '<time>',
    otherwise: '1m',
    help: 'how rarely last-seen times are written',
  },
  sessionsPerUser: {
    schema: count(1, 1000),
    shape: '<number>',
    otherwise: '100',
    help: 'live sessions of one person; the oldest ends when another begins',
  },
  maxDataBytes: {
    schema: count(2, 1_048_576),
    shape: '<bytes>',
    otherwise: '16384',
    help: "bytes of a session's data as JSON",
  },
  theftEnds: {
    schema: choice('session', 'user'),
    shape: 'session|user',
    otherwise: 'session',
    help: "what a theft ends: that session, or all of the person's",
  },
  cacheEntries: {
    schema: count(0, 10_000_000),
    shape: '<number>',
    otherwise: '100000',
    help: 'checked credentials kept in memory, about 1 KB each; 0 reads the store each time',
  },
  cacheLease: {
    schema: time('50ms', '1m'),
    shape: '<time>',
    otherwise: '1s',
    help: 'how long the store may be silent before the cache is bypassed',
  },
} as const
