import { dateLanguage } from './date-language.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const language = dateLanguage(navigator.languages)
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })

/**
 * How long ago something was, as people say it: `just now`, `5 minutes ago`, `yesterday`; after four weeks the date.
 *
 * @param at a time of the server, RFC 3339
 * @param now milliseconds since 1970
 */
export function sinceWords(at: string, now: number): string {
  return recentWords(at, now) ?? dateWords(at)
}

/** The same within a sentence, such as `signed in …`: `5 minutes ago`, but `on 3 May 2026`. */
export function sinceWordsInside(at: string, now: number): string {
  return recentWords(at, now) ?? `on ${dateWords(at)}`
}

/** Null when it is too long ago to be told by days or weeks. */
function recentWords(at: string, now: number): string | null {
  const ago = now - Date.parse(at)
  if (ago < minute) return 'just now'
  if (ago < hour) return relative.format(-Math.floor(ago / minute), 'minute')
  if (ago < day) return relative.format(-Math.floor(ago / hour), 'hour')
  const days = midnight(now) - midnight(Date.parse(at))
  if (days < 7) return relative.format(-days, 'day')
  if (days < 28) return relative.format(-Math.floor(days / 7), 'week')
  return null
}

/** The day, such as `3 May 2026`, where the person is. */
export function dateWords(at: string): string {
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric' }).format(
    Date.parse(at),
  )
}

/** The exact time, such as `3 May 2026 at 14:05`. */
export function exactWords(at: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(Date.parse(at))
}

/** A wait, such as `40 seconds`, `2 minutes` or `3 hours`. */
export function waitWords(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`
  if (seconds <= 90 * 60) return `${Math.ceil(seconds / 60)} minutes`
  return `${Math.ceil(seconds / 3600)} hours`
}

/** A wait on a clock, such as `0:40` or `1:00:40`. */
export function clockWords(seconds: number): string {
  const two = (count: number): string => String(count).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`
}

/** The number of the day on the calendar of the person. */
function midnight(time: number): number {
  const date = new Date(time)
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / day)
}
