import { destination, pino, stdTimeFunctions } from 'pino'
import type { LogLevel } from '../settings/settings.ts'
import type { Log } from './log.ts'
import { maskFields } from './mask-fields.ts'
import { maskLine } from './mask-line.ts'

/** Where lines go. */
export interface LogTarget {
  write(line: string): void
  /** Resolves when what waits was written. */
  flush?(): Promise<void>
}

/** A log that ends. */
export interface OpenLog extends Log {
  /** Resolves when what waits was written, or after a second: a reader who has stopped keeps nobody. */
  flush(): Promise<void>
}

/** Bytes that may wait for a reader who is slow; what comes then is dropped, so that no answer waits for the log. How many is told. */
const mostWaitingBytes = 1024 ** 2
const flushPatienceMs = 1000

/** The structured log: a line of JSON each, on standard output unless another target is given. */
export function createLog(level: LogLevel, target: LogTarget = toStdout()): OpenLog {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: maskFields },
    },
    { write: (line: string) => target.write(maskLine(line)) },
  )
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    flush: () => target.flush?.() ?? Promise.resolve(),
  }
}

function toStdout(): LogTarget {
  const stream = destination({ dest: 1, sync: false, minLength: 0, maxLength: mostWaitingBytes })
  let dropped = 0
  stream.on('error', () => {}) // its reader has gone: nobody is left to be told
  stream.on('drop', () => {
    dropped += 1
  })
  stream.on('drain', () => {
    if (dropped === 0) return
    const line = {
      level: 'warn',
      time: new Date().toISOString(),
      count: dropped,
      message: 'lines were dropped',
    }
    dropped = 0
    stream.write(`${JSON.stringify(line)}\n`)
  })
  return {
    write: (line) => void stream.write(line),
    async flush() {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, flushPatienceMs)
      stream.flush(() => resolve())
      await promise
      clearTimeout(timer)
    },
  }
}
