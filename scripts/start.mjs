// `npm start`: builds the console when its sources are newer than what was built, then runs `sojourn serve`.
// JavaScript, so that with what Node kept of an earlier start nothing has to be stripped of types: half the start time,
// and the 25 MB of the stripper. What a Node before 22 lacks is looked for first: before `npm ci` brought one, that is the
// machine's that runs this.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import module from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const { existsSync, globSync, statSync } = fs
const root = resolve(fileURLToPath(import.meta.url), '../..')
if (!existsSync(join(root, 'node_modules/@sojourn/server'))) {
  console.error(
    'Nothing is installed here yet: run `npm ci` first. It brings the Node that this runs on, too.',
  )
  process.exit(1)
}
if (globSync === undefined || module.enableCompileCache === undefined) {
  console.error(
    `Node.js ${process.versions.node} is too old: start with \`npm start\`, which takes the one of \`npm ci\`.`,
  )
  process.exit(1)
}
const pages = join(root, 'packages/console')
const server = join(root, 'packages/server/src/main.ts')
const cache = join(root, 'node_modules/.cache/sojourn')
const argv = process.argv.slice(2)

/** @param {string[]} args @param {Record<string, string>} [env] */
function runNode(args, env = {}) {
  return spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  })
}

function arePagesStale() {
  const changedAt = (/** @type {string} */ path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = globSync(['index.html', 'vite.config.ts', 'package.json', 'src/**/*'], { cwd: pages })
  return sources.some((source) => changedAt(join(pages, source)) > changedAt(join(pages, 'dist/index.html')))
}

if (!argv.some((word) => word === '--help' || word === '--version')) {
  if (!existsSync(join(pages, 'package.json'))) {
    console.error('packages/console is not there: the server starts without pages.')
  } else if (arePagesStale()) {
    console.error('Building the pages …')
    const vite = join(root, 'node_modules/vite/bin/vite.js')
    const { status } = runNode([
      vite,
      'build',
      pages,
      '--config',
      join(pages, 'vite.config.ts'),
      '--logLevel',
      'warn',
    ])
    if (status !== 0)
      console.error('The pages do not build (see above): the server starts with what is there.')
  }
  if (!existsSync(cache)) {
    runNode(['--conditions=@sojourn/source', server, '--version'], { NODE_COMPILE_CACHE: cache })
  }
}
module.enableCompileCache(cache)
await import(server)
