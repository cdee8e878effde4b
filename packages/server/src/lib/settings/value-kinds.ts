import { isIP } from 'node:net'
import type { Duration } from 'sojourn'
import { z } from 'zod'
import { isLoopbackHost } from './loopback.ts'

/** What is wrong with a value, and how to write it instead. */
interface Refusal {
  readonly wrong: string
  readonly fix: string
}

type Read<Output> = { readonly value: Output } | Refusal

/** A schema that takes what a config file holds and the text of a variable or a flag alike. */
function kind<Input, Output>(read: (value: unknown) => Read<Output>): z.ZodType<Output, Input> {
  return z.custom<Input>().transform((given, context) => {
    const result = read(given)
    if ('value' in result) return result.value
    context.addIssue({ code: 'custom', message: result.wrong, params: { fix: result.fix } })
    return z.NEVER
  })
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A length of time, in milliseconds. */
export function time(least: Duration, most: Duration): z.ZodType<number, Duration> {
  const [leastMs, mostMs] = [msOf(least) ?? 0, msOf(most) ?? 0]
  const fix = `Write a whole number and its unit (ms, s, m, h, d), from ${least} to ${most}.`
  return kind((given) => {
    const ms = msOf(given)
    if (ms === null) return { wrong: 'is no length of time', fix }
    if (ms < leastMs) return { wrong: 'is too short', fix }
    return ms > mostMs ? { wrong: 'is too long', fix } : { value: ms }
  })
}

/** A length of time, or `none`. */
export function timeOrNone(
  least: Duration,
  most: Duration,
): z.ZodType<number | null, Duration | 'none' | null> {
  const some = time(least, most)
  return kind((given) => {
    if (given === 'none' || given === null) return { value: null }
    const result = some.safeParse(given)
    if (result.success) return { value: result.data }
    const refusal = refusalOf(result.error)
    return { wrong: refusal.wrong, fix: `${refusal.fix.slice(0, -1)}, or none.` }
  })
}

/** A whole number. */
export function count(least: number, most: number): z.ZodType<number, number> {
  const fix = `Write a whole number from ${least} to ${most}.`
  return kind((given) => {
    const number = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given
    if (!Number.isSafeInteger(number)) return { wrong: 'is no whole number', fix }
    const value = number as number // just asked
    if (value < least) return { wrong: 'is too small', fix }
    return value > most ? { wrong: 'is too large', fix } : { value }
  })
}

/** One of a few words. Numbers among them may be given as numbers. */
export function choice<const Word extends string | number>(...words: readonly Word[]): z.ZodType<Word, Word> {
  return kind((given) => {
    const found = words.find((word) => word === given || String(word) === given)
    if (found !== undefined) return { value: found }
    return { wrong: 'is not among the choices', fix: `Write ${inWords(words)}.` }
  })
}

export function yesOrNo(): z.ZodType<boolean, boolean> {
  return kind((given) => {
    if (given === true || given === 'yes' || given === 'true') return { value: true }
    if (given === false || given === 'no' || given === 'false') return { value: false }
    return { wrong: 'is neither yes nor no', fix: 'Write yes or no.' }
  })
}

/** A text that is not empty. */
export function text(fix: string, pattern = /^[^\p{Cc}]{1,4096}$/u): z.ZodType<string, string> {
  return kind((given) =>
    typeof given === 'string' && pattern.test(given) ? { value: given } : { wrong: 'cannot be used', fix },
  )
}

/** Texts; in a variable or a flag separated by commas or spaces. */
export function list(
  fix: string,
  pattern = /^[^\s,]{1,4096}$/,
): z.ZodType<readonly string[], string | readonly string[]> {
  return kind((given) => {
    const texts = typeof given === 'string' ? given.split(/[\s,]+/).filter(Boolean) : given
    const fits = Array.isArray(texts) && texts.every((item) => typeof item === 'string' && pattern.test(item))
    return fits ? { value: texts } : { wrong: 'is no such list', fix }
  })
}

/** Proxies: addresses and networks, or how many there are. */
export function proxyList(): z.ZodType<readonly string[] | number, string | number | readonly string[]> {
  const fix = 'Write their addresses or networks, loopback for those of this machine, or how many there are.'
  const [number, texts] = [count(0, 16), list(fix)]
  return kind((given): Read<readonly string[] | number> => {
    const asNumber = number.safeParse(given)
    if (asNumber.success) return { value: asNumber.data }
    const asTexts = texts.safeParse(given)
    const fits = asTexts.success && asTexts.data.every(isNetwork)
    return fits ? { value: asTexts.data } : { wrong: 'is no list of addresses', fix }
  })
}

function isNetwork(text: string): boolean {
  const [address = '', length, ...more] = text.split('/')
  const fits =
    length === undefined ||
    (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= (isIP(address) === 4 ? 32 : 128))
  return text === 'loopback' || (isIP(address) !== 0 && fits && more.length === 0)
}

/** Scheme and host as browsers write them, encrypted unless it is this machine. */
export function webOrigin(): z.ZodType<string, string> {
  const fix = 'Write scheme and host, like https://app.example.'
  return kind((given) => (isOrigin(given) ? { value: given } : { wrong: 'is no encrypted origin', fix }))
}

/** Exact origins. */
export function webOrigins(): z.ZodType<readonly string[], string | readonly string[]> {
  const fix = 'Write schemes and hosts, like https://app.example https://www.app.example.'
  const texts = list(fix)
  return kind((given) => {
    const result = texts.safeParse(given)
    const fits = result.success && result.data.every(isOrigin)
    return fits ? { value: result.data } : { wrong: 'is no list of encrypted origins', fix }
  })
}

function isOrigin(given: unknown): given is string {
  if (typeof given !== 'string' || !URL.canParse(given)) return false
  const { origin, protocol, hostname } = new URL(given)
  return origin === given && (protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname)))
}

/** The server's own files have these. */
const takenPaths = /^\/(assets|own)(\/|$)/

/** The beginning of a path: one to four parts of small letters, digits, hyphens and underscores. */
export function basePath(): z.ZodType<`/${string}`, string> {
  const fix =
    'Write a path like /auth or /api/v1/auth, of small letters, digits and hyphens, without a slash at its end.'
  const shape = /^(\/[a-z0-9][a-z0-9_-]{0,31}){1,4}$/
  return kind((given) => {
    if (typeof given !== 'string' || !shape.test(given)) return { wrong: 'is no such path', fix }
    if (takenPaths.test(given)) return { wrong: 'is where files of this server are', fix }
    return { value: given as `/${string}` } // its shape was just asked
  })
}

export function ipAddress(): z.ZodType<string, string> {
  const fix = 'Write an address of this machine, like 127.0.0.1, or 0.0.0.0 for all of them.'
  return kind((given) =>
    typeof given === 'string' && isIP(given) !== 0 ? { value: given } : { wrong: 'is no IP address', fix },
  )
}

type Roles = Readonly<Record<string, readonly string[]>>

/** The permissions of each role; in a variable or a flag: `admin=users:read,users:write; editor=posts:write`. */
export function roleTable(): z.ZodType<Roles, string | Roles> {
  const word = /^[A-Za-z0-9_.:-]{1,64}$/ // what identity takes for a role
  const fix = 'Write each role with its permissions, like admin=users:read,users:write; editor=posts:write.'
  return kind((given) => {
    const entries =
      typeof given === 'string'
        ? given
            .split(';')
            .filter((part) => part.trim())
            .map(readRole)
        : null
    const rows = entries ?? (isRecord(given) ? Object.entries(given) : [['', []]])
    const fits = rows.every(
      ([role, permissions]) =>
        word.test(String(role)) &&
        Array.isArray(permissions) &&
        permissions.every((permission) => typeof permission === 'string' && word.test(permission)),
    )
    if (!fits) return { wrong: 'is no table of roles', fix }
    if (new Set(rows.map(([role]) => role)).size < rows.length) return { wrong: 'names a role twice', fix }
    return { value: Object.fromEntries(rows) as Roles } // each row was asked
  })
}

function readRole(part: string): readonly [string, readonly string[] | null] {
  const [role = '', permissions] = part.split(/=(.*)/s)
  return [role.trim(), permissions?.split(/[\s,]+/).filter(Boolean) ?? null]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function msOf(given: unknown): number | null {
  const [, digits, unit] = /^(\d{1,15})(ms|s|m|h|d)$/.exec(String(given)) ?? []
  const ms = digits === undefined ? given : Number(digits) * (unitMs[unit ?? ''] ?? Number.NaN)
  return typeof ms === 'number' && Number.isSafeInteger(ms) && ms >= 0 ? ms : null
}

function inWords(words: readonly (string | number)[]): string {
  return words.length < 2 ? String(words[0]) : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** What a schema of this file says of a value that it refused. */
export function refusalOf(error: z.ZodError): Refusal {
  const [issue] = error.issues
  const fix = issue !== undefined && 'params' in issue ? issue.params?.fix : undefined
  return { wrong: issue?.message ?? 'cannot be used', fix: typeof fix === 'string' ? fix : '' }
}
