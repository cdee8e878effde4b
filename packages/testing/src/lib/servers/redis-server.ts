import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { type OwnedProcess, startOwned } from './owned-process.ts'
import { redisBinary } from './redis-binary.ts'

export interface RedisServerOptions {
  /** Default: one that is free. */
  readonly port?: number
  /** Whether it writes an append-only file, synced with each write; default false: it keeps nothing. */
  readonly appendOnly?: boolean
  /** Further settings, as they would stand in `redis.conf`. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A real `redis-server` of one's own, on the loopback interface. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  readonly pid: number
  /** Lets it stand still (SIGSTOP): connections stay open, nothing is answered. */
  pause(): void
  resume(): void
  /** Ends it at once (SIGKILL) and leaves its folder. */
  kill(): Promise<void>
  /** Ends it and removes its folder. May be called twice. */
  stop(): Promise<void>
}

const attempts = 5

function startOnce(
  binary: string,
  port: number,
  folder: string,
  options: RedisServerOptions,
): Promise<OwnedProcess> {
  const settings: Record<string, string> = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    daemonize: 'no',
    appendonly: options.appendOnly === true ? 'yes' : 'no',
    appendfsync: 'always',
    ...options.settings,
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  return startOwned(binary, args, folder)
}

/**
 * Starts a Redis server on a free port and waits until it answers. It ends with `stop`, and at the latest with this
 * process.
 *
 * @example
 * const server = await startRedis()
 * afterAll(() => server.stop())
 */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const binary = await redisBinary()
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort())
    const folder = await mkdtemp(join(tmpdir(), 'sojourn-redis-'))
    const owned = await startOnce(binary, port, folder, options)
    try {
      await owned.printed('Ready to accept connections')
    } catch (error) {
      await owned.stop()
      // Another process may have taken the port in between; anything else would only fail again.
      if (attempt < attempts && owned.output().includes('Address already in use')) continue
      throw error
    }
    return {
      port,
      url: `redis://127.0.0.1:${port}`,
      pid: owned.pid,
      pause: () => owned.signal('SIGSTOP'),
      resume: () => owned.signal('SIGCONT'),
      kill: () => owned.kill(),
      stop: () => owned.stop(),
    }
  }
}
