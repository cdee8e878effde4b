import { SojournError } from '../engine/sojourn-error.ts'
import type { RedisCommandOptions, RedisConnection, SendCommand } from './redis-client.ts'
import { failureOf, isNoScript } from './redis-error.ts'
import type { Script } from './script.ts'
import { createDeadlines } from './shared-deadline.ts'

/** Sends commands with a deadline. Each method rejects with a `RedisFailure`. */
export interface RedisCaller {
  /** Runs a script on keys of one slot: by its digest, or by its text when Redis does not know it. */
  run(
    script: Script,
    keys: readonly [string, ...string[]],
    args: readonly (string | Buffer)[],
  ): Promise<unknown>
  get(key: string): Promise<Buffer | null>
  /** A sender for each primary, for commands without a key. */
  primaries(): Promise<readonly ((command: readonly string[]) => Promise<unknown>)[]>
}

const typeMapping = { 36: Buffer } as const // RESP's `$`: strings come back as bytes

/**
 * node-redis waits without limit for an answer that does not come: its own `timeout` ends once a command is written.
 * So the deadline is kept here. The signal takes a command back that has not been written yet; what has been written
 * may still be carried out. Nothing is sent twice: commands that were under way when a connection broke are rejected
 * by node-redis, not sent again, and NOSCRIPT says that nothing ran.
 */
export function createRedisCaller(connection: RedisConnection, commandTimeoutMs: number): RedisCaller {
  const deadline = createDeadlines(commandTimeoutMs)

  function within<Answer>(send: (options: RedisCommandOptions) => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { signal, await: wait } = deadline()
      const answered = wait(() => {
        const message = `Redis did not answer within ${commandTimeoutMs} ms`
        reject(failureOf(new SojournError('store/unavailable', message)))
      })
      send({ abortSignal: signal, timeout: 0, typeMapping }).then(
        (answer) => {
          answered()
          resolve(answer)
        },
        (cause) => {
          answered()
          reject(failureOf(cause))
        },
      )
    })
  }

  async function sendScript(
    script: Script,
    keys: readonly [string, ...string[]],
    args: readonly (string | Buffer)[],
    options: RedisCommandOptions,
  ): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args]
    try {
      return await connection.send(keys[0], ['EVALSHA', script.sha1, ...rest], options)
    } catch (cause) {
      if (!isNoScript(cause)) throw cause
      return connection.send(keys[0], ['EVAL', script.text, ...rest], options)
    }
  }

  const bound =
    (send: SendCommand) =>
    (command: readonly string[]): Promise<unknown> =>
      within((options) => send(command, options))

  return {
    run: (script, keys, args) => within((options) => sendScript(script, keys, args, options)),
    // GET answers with a string, which typeMapping makes a buffer.
    get: (key) => within((options) => connection.send(key, ['GET', key], options)) as Promise<Buffer | null>,
    primaries: async () => (await within(() => connection.primaries())).map(bound),
  }
}
