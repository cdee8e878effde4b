// `npm run bench -- [--help]`: installs what the benchmark compares with on first use, builds Sojourn, then runs it.
// Its manifest is its own, so that `npm ci` in the root installs no competitor.
import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'
import { root } from './workspaces.ts'

const bench = join(root, 'bench')
const installed = existsSync(join(bench, 'node_modules/.package-lock.json'))
// Its output goes to stderr, so that --json leaves nothing but JSON on stdout.
const install = ['--prefix', bench, existsSync(join(bench, 'package-lock.json')) ? 'ci' : 'install']
if (!installed && !run('npm', install, root, process.stderr)) process.exit(1)
// What is measured is what users install: a copy of the built packages, which a later build leaves alone.
if (!run(process.execPath, [join(root, 'scripts/build.ts')], root, process.stderr)) process.exit(1)
for (const [folder, name] of [
  ['packages/sojourn', 'sojourn'],
  ['packages/testing', '@sojourn/testing'],
] as const) {
  const target = join(bench, 'node_modules', name)
  rmSync(target, { recursive: true, force: true })
  for (const part of ['package.json', 'dist']) {
    cpSync(join(root, folder, part), join(target, part), { recursive: true })
  }
}
const args = process.argv.slice(2)
if (!run('npm', ['--prefix', bench, 'run', '--silent', 'bench', '--', ...args])) process.exit(1)
