#!/usr/bin/env node
// The `sojourn` command.
import { holdYoungHeap } from './young-heap.ts'

/** Resolves when the command has done its work. */
export const done: Promise<void> = runProcess()

async function runProcess(): Promise<void> {
  holdYoungHeap()
  const [{ run }, { processTerminal }] = await Promise.all([
    import('./run.ts'),
    import('./process-terminal.ts'),
  ])
  try {
    process.exitCode = await run(process.argv.slice(2), processTerminal())
  } catch (error) {
    // A fault of ours keeps its trace, but nothing secret.
    const { maskLine } = await import('../log/mask-line.ts')
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`${maskLine(trace)}\n`)
    process.exitCode = 1
  }
}
