import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './workspaces.ts'

/** Runs one of the tools in `node_modules` on this Node; its output goes through. Answers whether it succeeded. */
export function runTool(file: string, args: string[], node: string = process.execPath): boolean {
  return run(node, [join(root, 'node_modules', file), ...args])
}

/** Runs a command in `cwd`; its output goes through, or to `output`. Answers whether it succeeded. */
export function run(
  command: string,
  args: string[],
  cwd: string = root,
  output: NodeJS.WriteStream = process.stdout,
): boolean {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['inherit', output, 'inherit'] })
  if (error) console.error(`${command} did not start: ${error.message}`)
  return status === 0
}

/** Type-checks or builds with the compiler of this repository. */
export function tsc(project: string): boolean {
  return runTool('typescript/bin/tsc', ['-p', join(root, project)])
}
