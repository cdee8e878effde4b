import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

/** The tour in a process of its own. It has to leave nothing behind where temporary files go. */
export function startTour(...argv: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-tour-test-'))
  onTestFinished(() => {
    const left = readdirSync(folder)
    rmSync(folder, { recursive: true })
    expect(left).toEqual([])
  })
  const child = spawn(process.execPath, ['--conditions=@sojourn/source', main, ...argv], {
    env: { PATH: process.env.PATH ?? '', TMPDIR: folder, FORCE_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const told = { out: '', error: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told.error += text))
  const ended = once(child, 'close').then(([code]): number | null => code)
  return {
    child,
    ended: async () => ({ code: await ended, ...told }),
    async until(text: string) {
      while (!told.out.includes(text)) {
        if (child.exitCode !== null) throw new Error(`the tour ended: ${told.out}${told.error}`)
        await Promise.race([once(child.stdout, 'data'), ended])
      }
    },
  }
}
