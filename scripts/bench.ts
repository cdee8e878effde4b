// `npm run bench -- [--json]`: installs what the benchmark compares with on first use, then runs it.
// Its manifest is its own, so that `npm ci` in the root installs no competitor.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'
import { root } from './workspaces.ts'

const bench = join(root, 'bench')
const installed = existsSync(join(bench, 'node_modules/.package-lock.json'))
// Its output goes to stderr, so that --json leaves nothing but JSON on stdout.
const install = ['--prefix', bench, existsSync(join(bench, 'package-lock.json')) ? 'ci' : 'install']
if (!installed && !run('npm', install, root, process.stderr)) process.exit(1)
const args = process.argv.slice(2)
if (!run('npm', ['--prefix', bench, 'run', '--silent', 'bench', '--', ...args])) process.exit(1)
