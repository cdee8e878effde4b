import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { findOnPath } from './redis-binary.ts'

/** A process that this one started, with the folder that it works in. It never outlives this process. */
export interface OwnedProcess {
  readonly pid: number
  /** What it has printed so far. */
  output(): string
  /** Resolves when its output contains `text`; rejects when it ends before that. */
  printed(text: string): Promise<void>
  signal(name: NodeJS.Signals): void
  /** Ends it at once, whether it runs or stands still. Resolves when it is gone. */
  kill(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

interface Owned {
  readonly child: ChildProcess
  readonly folder: string
}

const running = new Set<Owned>()

function endAll(): void {
  for (const { child, folder } of running) {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Starts `command` with `folder` as its own. `setpriv --pdeathsig` (Linux) has the kernel end it when this process is
 * killed; a regular exit ends it on every system.
 */
export async function startOwned(
  command: string,
  args: readonly string[],
  folder: string,
): Promise<OwnedProcess> {
  const setpriv = await findOnPath('setpriv')
  const child =
    setpriv === null
      ? spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn(setpriv, ['--pdeathsig', 'KILL', command, ...args], {
          cwd: folder,
          stdio: ['ignore', 'pipe', 'pipe'],
        })
  if (running.size === 0) process.once('exit', endAll)
  const owned = { child, folder }
  running.add(owned)
  await once(child, 'spawn')

  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => (output += text))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))

  async function kill(): Promise<void> {
    child.kill('SIGKILL')
    await ended
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    printed: (text) =>
      new Promise((resolve, reject) => {
        function look(): void {
          if (output.includes(text)) resolve()
        }
        look()
        child.stdout?.on('data', look)
        ended.then(() => reject(new Error(`${command} ended before it was ready:\n${output}`)))
      }),
    signal(name) {
      child.kill(name)
    },
    kill,
    async stop() {
      await kill()
      running.delete(owned)
      if (running.size === 0) process.removeListener('exit', endAll)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
