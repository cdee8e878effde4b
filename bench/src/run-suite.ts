import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Figure } from './measure/figure.ts'
import type { SuiteMessage } from './measure/suite.ts'
import type { Suite } from './suites.ts'

/** Runs one suite in a process of its own. Rejects when it measures nothing. */
export function runSuiteProcess(
  { name, execArgv = [] }: Suite,
  rounds: number,
  progress: (text: string) => void,
): Promise<readonly Figure[]> {
  const child = fork(join(import.meta.dirname, 'suites', `${name}.ts`), [String(rounds)], {
    execArgv: ['--no-warnings', ...execArgv],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    let figures: readonly Figure[] | null = null
    child.on('message', (message: SuiteMessage) => {
      if (message.kind === 'progress') progress(message.text)
      else figures = message.figures
    })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (figures !== null && code === 0) resolve(figures)
      else reject(new Error(`the suite ${name} ended with ${signal ?? code}`))
    })
  })
}
