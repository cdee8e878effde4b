import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** A shop in a process of its own, as `npm run shop` runs it. */
export interface ShopProcess {
  /** What it said so far. */
  readonly stdout: string
  readonly stderr: string
  /** Resolves to its address, or rejects when it ends before it serves. */
  url(): Promise<string>
  signal(name: NodeJS.Signals): void
  /** Reads its standard output no more, or again. */
  pause(): void
  resume(): void
  /** Resolves to its exit code. */
  ended: Promise<number | null>
}

export function spawnShop(
  env: Readonly<Record<string, string>>,
  options: readonly string[] = [],
): ShopProcess {
  const child = spawn(process.execPath, ['--conditions=@sojourn/source', main, ...options], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
    })
  }
  const ended = once(child, 'close').then(([code]) => code as number | null) // the first argument of 'close'
  return {
    get stdout() {
      return said.stdout
    },
    get stderr() {
      return said.stderr
    },
    url: () => waitForUrl(child, said, ended),
    signal: (name) => void child.kill(name),
    pause: () => void child.stdout.pause(),
    resume: () => void child.stdout.resume(),
    ended,
  }
}

async function waitForUrl(
  child: ChildProcess,
  said: { stdout: string; stderr: string },
  ended: Promise<unknown>,
): Promise<string> {
  for (;;) {
    const url = /^Sojourn shop: (\S+)$/m.exec(said.stdout)?.[1]
    if (url) return url
    if (child.exitCode !== null) throw new Error(`the shop ended: ${said.stderr}`)
    await Promise.race([child.stdout && once(child.stdout, 'data'), ended])
  }
}
