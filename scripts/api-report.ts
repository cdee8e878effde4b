// Keeps api/*.api.md, a report of the public API of every export key, so that each change of it is seen in review.
// `--update` writes the reports; without it a difference fails.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiOf } from './api-of.ts'
import { packages, root } from './workspaces.ts'

const folder = join(root, 'api')
const reports = new Map<string, string>()
for (const { folder: workspace, name, exports } of packages()) {
  const main = exports['.'] && apiOf(join(root, workspace, exports['.'].types))
  for (const [key, target] of Object.entries(exports)) {
    const title = key === '.' ? name : `${name}/${key.slice(2)}`
    const known = key === '.' ? [] : [...(main?.keys() ?? [])]
    const api = apiOf(join(root, workspace, target.types), known)
    const text = [...api.values()].join('\n\n')
    const file = `${title.replace('@sojourn/', '').replace('/', '-')}.api.md`
    reports.set(file, `# ${title}\n\nWritten by \`npm run api:update\`.\n\n\`\`\`ts\n${text}\n\`\`\`\n`)
  }
}

mkdirSync(folder, { recursive: true })
const present = readdirSync(folder).filter((file) => file.endsWith('.api.md'))
const differing = [...new Set([...present, ...reports.keys()])].filter((file) => {
  const path = join(folder, file)
  return !existsSync(path) || readFileSync(path, 'utf8') !== reports.get(file)
})
if (process.argv.includes('--update')) {
  for (const file of present) rmSync(join(folder, file))
  for (const [file, text] of reports) writeFileSync(join(folder, file), text)
  console.log(`${reports.size} reports, ${differing.length} changed`)
} else if (differing.length > 0) {
  console.error(
    `the public API changed (${differing.join(', ')}): run npm run api:update, and look at the difference`,
  )
  process.exit(1)
}
