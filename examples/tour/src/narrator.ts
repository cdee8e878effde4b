import { stripVTControlCharacters, styleText } from 'node:util'
import { BrokenPromise } from './broken-promise.ts'
import { hideTokens } from './hide-tokens.ts'
import { wrapText } from './wrap-text.ts'

/** Tells the tour, line by line, in at most 80 columns. No line holds a whole token. */
export interface Narrator {
  chapter(title: string): void
  /** What happens and why, in a sentence. */
  say(sentence: string): void
  /** What is sent. The promise that follows tells how long it took. */
  sent(what: string): void
  /** What came back. */
  got(what: string): void
  /**
   * Says that a promise was held, and how long it took when something was sent for it.
   *
   * @throws BrokenPromise when `isHeld` is false; `found` says what was found instead
   */
  promise(promise: string, isHeld: boolean, found?: unknown): void
  /** A line at the end, or the start, of all. */
  line(text: string, look?: 'plain' | 'good' | 'bad'): void
  /** Starts the time of the next step anew: what was waited for does not count. */
  restart(): void
  readonly promises: number
}

interface NarratorOptions {
  write(text: string): void
  readonly hasColours: boolean
  /** Milliseconds from any start. Default: the machine's. */
  now?(): number
}

type Look = Parameters<typeof styleText>[0]

const columns = 80
const indent = '   '

export function createNarrator({
  write,
  hasColours,
  now = () => performance.now(),
}: NarratorOptions): Narrator {
  let chapters = 0
  let promises = 0
  let since = now()
  let hasSent = false

  const dress = (look: Look, text: string): string =>
    hasColours ? styleText(look, text, { validateStream: false }) : text

  /** Writes a text with a mark in front of its first line. */
  function tell(mark: string, text: string, look?: Look, room = 0): string {
    const [first = '', ...rest] = wrapText(hideTokens(text), columns - indent.length - mark.length - room)
    const margin = indent + ' '.repeat(mark.length)
    return [indent + mark + first, ...rest.map((line) => margin + line)]
      .map((line) => (look ? dress(look, line) : line))
      .join('\n')
  }

  function atTheEnd(time: string, line: string): string {
    const gap = columns - stripVTControlCharacters(line).length - time.length
    return time === '' ? '' : ' '.repeat(gap) + dress('dim', time)
  }

  return {
    chapter(title) {
      chapters += 1
      write(`\n${dress('bold', `${chapters}  ${title}`)}\n`)
      since = now()
    },
    say: (sentence) => write(`${tell('', sentence)}\n`),
    sent(what) {
      hasSent = true
      write(`${tell('→ ', what, 'dim')}\n`)
    },
    got: (what) => write(`${tell('← ', what, 'dim')}\n`),
    promise(promise, isHeld, found) {
      if (!isHeld) {
        write(`${tell('✗ ', promise, 'red')}\n`)
        if (found !== undefined) write(`${tell('  ', `found: ${JSON.stringify(found)}`, 'red')}\n`)
        throw new BrokenPromise(promise)
      }
      promises += 1
      const time = hasSent ? inWords(now() - since) : ''
      hasSent = false
      since = now()
      const told = tell('✓ ', promise, 'green', time.length + 1)
      write(`${told}${atTheEnd(time, told.slice(told.lastIndexOf('\n') + 1))}\n`)
    },
    line(text, look = 'plain') {
      for (const line of wrapText(hideTokens(text), columns)) {
        write(`${look === 'plain' ? line : dress(look === 'good' ? 'green' : 'red', line)}\n`)
      }
    },
    restart() {
      since = now()
    },
    get promises() {
      return promises
    },
  }
}

/** Colours are for people who look at a terminal and have not said NO_COLOR (no-color.org). */
export function wantsColours(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !env.NO_COLOR
}

export function inWords(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
