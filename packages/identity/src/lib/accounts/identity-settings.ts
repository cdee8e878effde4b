import { randomBytes as systemRandomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { type RandomBytes, SojournError } from 'sojourn'
import { parseDuration } from '../database/duration.ts'
import type { GuessCountOptions } from '../guesses/guess-counts.ts'
import { fewestPasses, leastWork } from '../passwords/fewest-passes.ts'
import type { HashCost } from '../passwords/password-hasher.ts'
import type { WorkQueueOptions } from '../passwords/work-queue.ts'
import { identityDefaults as otherwise } from './identity-defaults.ts'
import type { IdentityOptions } from './identity-options.ts'

/** The options with every default spelled out. */
export interface IdentitySettings
  extends Pick<IdentityOptions, 'sojourn' | 'database' | 'keys' | 'mailer' | 'on'> {
  /** Without a slash at its end. */
  readonly publicUrl: string
  readonly siteName: string
  readonly siteWords: readonly string[]
  readonly minLength: number
  readonly cost: HashCost
  readonly queue: WorkQueueOptions
  readonly guesses: GuessCountOptions
  readonly guessesPerNetwork: number
  readonly mailsPerNetwork: number
  readonly mailsPerAddress: number
  readonly windowMs: number
  readonly verifyLifeMs: number
  readonly resetLifeMs: number
  readonly activityKeptMs: number
  readonly randomBytes: RandomBytes
}

const dayMs = 86_400_000

/** @throws `config/invalid` */
export function readSettings(options: IdentityOptions): IdentitySettings {
  const { password = {}, guesses = {}, codes = {} } = options
  const url = readUrl(options.publicUrl)
  const { memoryKiB = otherwise.password.memoryKiB, passes = otherwise.password.passes } = password
  requireEnoughWork(memoryKiB, passes)
  const whole = (name: string, value: number, least: number, most: number): number => {
    if (Number.isInteger(value) && value >= least && value <= most) return value
    throw new SojournError(
      'config/invalid',
      `${name}: ${value} is not a whole number from ${least} to ${most}`,
    )
  }
  const processors = Math.min(otherwise.password.mostRunning, Math.max(1, availableParallelism() - 1))
  return {
    sojourn: options.sojourn,
    database: options.database,
    keys: options.keys,
    mailer: options.mailer,
    ...(options.on ? { on: options.on } : {}),
    publicUrl: url.href.replace(/\/$/, ''),
    siteName: readSiteName(options.siteName ?? url.host),
    siteWords: [options.siteName ?? '', url.hostname, url.hostname.split('.').at(-2) ?? ''],
    minLength: whole('password.minLength', password.minLength ?? otherwise.password.minLength, 8, 64),
    cost: { memoryKiB, passes },
    queue: {
      running: whole('password.running', password.running ?? processors, 1, 64),
      waiting: whole('password.waiting', password.waiting ?? otherwise.password.waiting, 0, 10_000),
      perShare: whole('password.perNetwork', password.perNetwork ?? otherwise.password.perNetwork, 1, 10_000),
    },
    guesses: {
      free: whole('guesses.free', guesses.free ?? otherwise.guesses.free, 0, 20),
      backOffMs: parseDuration(guesses.backOff ?? otherwise.guesses.backOff, 'guesses.backOff'),
      longestMs: parseDuration(guesses.longest ?? otherwise.guesses.longest, 'guesses.longest'),
      most: whole('guesses.most', guesses.most ?? otherwise.guesses.most, 1, 100),
    },
    guessesPerNetwork: whole(
      'guesses.perNetwork',
      guesses.perNetwork ?? otherwise.guesses.perNetwork,
      1,
      1e6,
    ),
    mailsPerNetwork: whole(
      'guesses.mailsPerNetwork',
      guesses.mailsPerNetwork ?? otherwise.guesses.mailsPerNetwork,
      1,
      1e6,
    ),
    mailsPerAddress: whole(
      'guesses.mailsPerAddress',
      guesses.mailsPerAddress ?? otherwise.guesses.mailsPerAddress,
      1,
      1000,
    ),
    windowMs: whole(
      'guesses.window',
      parseDuration(guesses.window ?? otherwise.guesses.window, 'guesses.window'),
      1000,
      86_400_000,
    ),
    verifyLifeMs: parseDuration(codes.verify ?? otherwise.codes.verify, 'codes.verify'),
    resetLifeMs: parseDuration(codes.reset ?? otherwise.codes.reset, 'codes.reset'),
    activityKeptMs: whole(
      'activityKept',
      parseDuration(options.activityKept ?? otherwise.activityKept, 'activityKept'),
      dayMs,
      400 * dayMs,
    ),
    randomBytes: options.randomBytes ?? systemRandomBytes,
  }
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const plain = url && url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  if (url && plain && /^https?:$/.test(url.protocol)) return url
  throw new SojournError(
    'config/invalid',
    'publicUrl: give the address of the site, such as https://app.example.com',
  )
}

/** In a subject line: no line breaks, and not too long. */
function readSiteName(name: string): string {
  if (name.length >= 1 && name.length <= 100 && name.isWellFormed() && !/\p{C}/u.test(name)) return name
  throw new SojournError('config/invalid', 'siteName: 1 to 100 characters, without line breaks')
}

function requireEnoughWork(memoryKiB: number, passes: number): void {
  const bounded = [memoryKiB, passes].every(Number.isInteger) && memoryKiB <= 4_194_304 && passes <= 100
  const fewest = fewestPasses(memoryKiB)
  if (bounded && fewest !== null && passes >= fewest) return
  const pairs = leastWork.map(([memory, least]) => `${memory} KiB with ${least}`).join(', ')
  throw new SojournError(
    'config/invalid',
    `password: argon2id with ${memoryKiB} KiB and ${passes} passes; at least one of: ${pairs}`,
  )
}
