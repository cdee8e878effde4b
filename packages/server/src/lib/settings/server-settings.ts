import {
  basePath,
  choice,
  count,
  ipAddress,
  list,
  proxyList,
  text,
  time,
  webOrigin,
  webOrigins,
  yesOrNo,
} from './value-kinds.ts'

/** Where the server listens, who it is to browsers, and what it says of itself. */
export const serverSettings = {
  port: {
    schema: count(0, 65_535),
    shape: '<number>',
    otherwise: '3000',
    help: 'the port to listen on; 0 for any that is free',
    variable: 'PORT',
  },
  listen: {
    schema: ipAddress(),
    shape: '<address>',
    otherwise: '127.0.0.1',
    help: 'the address to listen on; one that others can reach needs origin and proxies',
  },
  data: {
    schema: text('Name a folder.'),
    shape: '<folder>',
    otherwise: '.sojourn',
    help: 'the folder for accounts, sessions and keys',
  },
  origin: {
    schema: webOrigin(),
    shape: '<origin>',
    otherwise: { words: 'none: for this machine only' },
    help: 'the public origin, as browsers write it, like https://app.example',
  },
  hosts: {
    schema: list('Write host names, like www.app.example.', /^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$/),
    shape: '<names>',
    otherwise: '',
    help: 'further host names that are served over HTTPS, besides the one of origin',
  },
  basePath: {
    schema: basePath(),
    shape: '<path>',
    otherwise: '/auth',
    help: 'what the paths of the API begin with; the pages stay where they are',
  },
  proxies: {
    schema: proxyList(),
    shape: '<addresses>',
    otherwise: { words: 'loopback with an origin, else none' },
    help: 'the proxies whose X-Forwarded headers are believed: addresses, networks, loopback, or how many',
  },
  allowedOrigins: {
    schema: webOrigins(),
    shape: '<origins>',
    otherwise: '',
    help: 'other origins whose pages may call with credentials',
  },
  persistentCookie: {
    schema: yesOrNo(),
    shape: 'yes|no',
    otherwise: 'no',
    help: 'keep the cookie when the browser closes; ask people before you turn it on',
  },
  mail: {
    schema: text('Write outbox, none, or an address like smtps://name:password@mail.example:465.'),
    shape: '<url>|outbox|none',
    otherwise: { words: 'outbox for this machine only outside production, else none' },
    help: 'how mail leaves; outbox keeps it in memory and shows it at /outbox',
    secret: 'maybe',
  },
  mailFrom: {
    schema: text(
      'Write an address, like Example <no-reply@app.example>.',
      /^[^\p{Cc}]{0,200}[^\s@<>]+@[^\s@<>]+>?$/u,
    ),
    shape: '<address>',
    otherwise: { words: 'none; needed when mail is sent' },
    help: 'the sender of mails',
  },
  siteName: {
    schema: text('Write a short name.', /^[^\p{C}]{1,80}$/u),
    shape: '<name>',
    otherwise: { words: 'the host of origin' },
    help: 'the name of the site on its pages and in mails',
  },
  countries: {
    schema: text('Write built-in, none, or the path of an .mmdb file.'),
    shape: '<file>|built-in|none',
    otherwise: 'built-in',
    help: 'where the country of a network is looked up',
  },
  metricsToken: {
    schema: text('Write 32 characters or more, without spaces.', /^[\x21-\x7e]{32,512}$/),
    shape: '<secret>',
    otherwise: { words: 'none: /metrics is for this machine only' },
    help: 'the Bearer token with which others read /metrics',
    secret: 'always',
  },
  logLevel: {
    schema: choice('debug', 'info', 'warn', 'error', 'silent'),
    shape: '<level>',
    otherwise: 'info',
    help: 'what the log tells: debug, info, warn, error or silent',
  },
  drain: {
    schema: time('0ms', '10m'),
    shape: '<time>',
    otherwise: '10s',
    help: 'how long answers that are under way may take when the server stops',
  },
} as const
