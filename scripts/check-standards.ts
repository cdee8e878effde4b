// Every test that docs/standards.md names has to exist: a ticked requirement without a test is a false claim.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './workspaces.ts'

const document = readFileSync(join(root, 'docs/standards.md'), 'utf8')
const rows = document.split('\n').filter((line) => /^\| \d+ \|/.test(line))
/** What is shown in part says so after `not yet`; the tests it names have to exist as well. */
const shown = rows.filter((row) => !/\| not yet(:[^|]*)? \|$/.test(row))
const problems: string[] = []

for (const row of rows) {
  const named = [...row.matchAll(/`([^`]+\.ts)`: (.+?)(?=<br>| \|$)/g)]
  if (named.length === 0 && shown.includes(row)) problems.push(`no test is named in: ${row}`)
  for (const [, file = '', test = ''] of named) {
    const path = join(root, file)
    if (!existsSync(path)) problems.push(`${file} does not exist`)
    else if (!readFileSync(path, 'utf8').includes(test)) problems.push(`${file} has no test "${test}"`)
  }
}
if (!document.includes(`; ${shown.length} of ${rows.length} are shown`)) {
  problems.push(`the count at the top should be: ${shown.length} of ${rows.length} are shown`)
}
if (problems.length > 0) {
  console.error(`docs/standards.md:\n${problems.join('\n')}`)
  process.exit(1)
}
console.log(`${shown.length} of ${rows.length} requirements are shown by tests that exist`)
