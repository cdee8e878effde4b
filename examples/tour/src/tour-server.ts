import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type RunningServer, resolveSettings, type SojournConfig } from '@sojourn/server'

/** The turnkey server on a folder of its own, as often as it is started. */
export interface TourServer {
  /** The same after each restart. */
  readonly url: string
  /** What it logged under a message, which for an event is its type: `refresh/theft`. */
  logged(message: string): readonly LoggedEvent[]
  stop(): Promise<void>
  start(): Promise<void>
  /** Stops it for good, and removes the folder. */
  close(): Promise<void>
}

export interface LoggedEvent {
  readonly id?: unknown
}

/** How long the answer of a rotation can be had again: a second in place of 30, so that the tour need not wait. */
export const windowMs = 1000

/**
 * @param changes settings that differ from those of the tour, to see which promise they break; checked like any
 * @throws StartError
 */
export async function startTourServer(changes: Readonly<Record<string, string>>): Promise<TourServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-tour-'))
  const events: { readonly message: string; readonly fields: LoggedEvent }[] = []
  const note = (fields: LoggedEvent, message: string): void => void events.push({ message, fields })
  const log = { debug: note, info: note, warn: note, error: note, flush: async () => {} }
  let running: Promise<RunningServer> | null = null
  let isClosed = false
  let url = ''
  let port = 0

  async function start(): Promise<void> {
    if (isClosed) throw new Error('the tour is over')
    const config: SojournConfig = {
      port,
      data: folder,
      mail: 'none', // registering signs in at once
      proxies: ['loopback'], // the tour says from which network a request comes, as a proxy would
      rotationWindow: `${windowMs}ms`,
      drain: '1s',
      ...changes,
    }
    running = resolveSettings(config).then((settings) => createServer(settings, { log }))
    ;({ url, port } = await running)
  }

  async function stop(): Promise<void> {
    const stopping = running
    running = null
    const server = await stopping?.catch(() => null) // one that could not start has told so already
    await server?.close()
  }

  async function close(): Promise<void> {
    isClosed = true
    await stop()
    await rm(folder, { recursive: true, force: true })
  }

  try {
    await start()
  } catch (error) {
    await close()
    throw error
  }
  return {
    get url() {
      return url
    },
    logged: (message) => events.filter((event) => event.message === message).map(({ fields }) => fields),
    start,
    stop,
    close,
  }
}
