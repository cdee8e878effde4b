// What publishers get wrong: manifests that lie (publint) and types that do not resolve (attw).
import { join } from 'node:path'
import { runTool } from './run.ts'
import { packages, root } from './workspaces.ts'

for (const { folder, exports } of packages()) {
  const path = join(root, folder)
  const good =
    runTool('publint/src/cli.js', [path, '--strict', '--pack', 'npm']) &&
    (Object.keys(exports).length === 0 ||
      runTool('@arethetypeswrong/cli/dist/index.js', [
        '--pack',
        path,
        '--profile',
        'esm-only',
        '--format',
        'ascii',
        '--no-emoji',
      ]))
  if (!good) {
    console.error(`${folder} is not fit to be published`)
    process.exit(1)
  }
}
