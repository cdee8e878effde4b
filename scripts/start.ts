// `npm start`: builds the console when its sources are newer than what was built, then runs `sojourn serve`.
import { existsSync, globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from './run.ts'
import { root } from './workspaces.ts'

const pages = join(root, 'packages/console')
const built = join(pages, 'dist/index.html')

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function isStale(): boolean {
  const sources = globSync(['index.html', 'vite.config.ts', 'package.json', 'src/**/*'], { cwd: pages })
  return sources.some((source) => changedAt(join(pages, source)) > changedAt(built))
}

const asks = process.argv.slice(2).some((word) => word === '--help' || word === '--version')
if (!existsSync(join(pages, 'package.json'))) {
  console.error('packages/console is not there: the server starts without pages.')
} else if (!asks && isStale()) {
  console.error('Building the pages …')
  if (
    !runTool('vite/bin/vite.js', [
      'build',
      pages,
      '--config',
      join(pages, 'vite.config.ts'),
      '--logLevel',
      'warn',
    ])
  ) {
    console.error('The pages do not build (see above): the server starts with what is there.')
  }
}
await import('../packages/server/src/main.ts')
