import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { globSync, lstatSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../main.ts', import.meta.url))

/** `sojourn` in a process of its own. */
export interface SojournProcess {
  readonly child: ChildProcess
  /** What it said so far. */
  readonly stdout: string
  readonly stderr: string
  /** Resolves to its address, or rejects when it ends before it serves. */
  url(): Promise<string>
  /** Resolves to its exit code. */
  readonly ended: Promise<number | null>
}

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Written to its standard input. */
  readonly input?: string
  readonly cwd?: string
  /** What is run in place of the server's own main file, such as the script of `npm start`. */
  readonly script?: string
}

/** Runs `sojourn` with nothing of this machine's environment, on any port that is free. */
export function spawnSojourn(
  argv: readonly string[],
  { env = {}, input = '', cwd = tmpdir(), script = main }: SpawnOptions = {},
): SojournProcess {
  const child = spawn(process.execPath, ['--conditions=@sojourn/source', script, ...argv], {
    cwd,
    env: { PATH: process.env.PATH ?? '', PORT: '0', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => {}) // it ended without reading
  child.stdin.end(input)
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
    })
  }
  const ended = once(child, 'close').then(([code]) => code as number | null) // the first argument of 'close'
  return {
    child,
    get stdout() {
      return said.stdout
    },
    get stderr() {
      return said.stderr
    },
    ended,
    async url() {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      const look = (): void => {
        const [, url] = /^Sojourn: (\S+)$/m.exec(said.stderr) ?? []
        if (url !== undefined) resolve(url)
      }
      child.stderr.on('data', look)
      look()
      void ended.then(() => reject(new Error(`it ended before it served: ${said.stderr}`)))
      return promise
    },
  }
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end. */
export async function runSojourn(argv: readonly string[], options?: SpawnOptions): Promise<Ran> {
  const started = spawnSojourn(argv, options)
  const code = await started.ended
  return { code, stdout: started.stdout, stderr: started.stderr }
}

export function makeTempFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sojourn-server-'))
}

/** Everything in a folder: names, rights, times and contents. */
export function snapshot(folder: string): Readonly<Record<string, string>> {
  const names = globSync('**', { cwd: folder }).sort()
  return Object.fromEntries(
    names.map((name) => {
      const { mode, mtimeMs, size } = lstatSync(join(folder, name))
      const isFile = lstatSync(join(folder, name)).isFile()
      const hash = isFile
        ? createHash('sha256')
            .update(readFileSync(join(folder, name)))
            .digest('hex')
        : ''
      return [name, `${mode.toString(8)} ${mtimeMs} ${isFile ? size : ''} ${hash}`]
    }),
  )
}
