// Every test that docs/standards.md names has to exist and to run: a ticked requirement without a test is a false claim.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestTitle, testTitles } from './test-titles.ts'
import { root } from './workspaces.ts'

const document = readFileSync(join(root, 'docs/standards.md'), 'utf8')
const rows = document.split('\n').filter((line) => /^\| \d+ \|/.test(line))
/** What is shown in part says so after `not yet`; the tests it names have to exist as well. */
const shown = rows.filter((row) => !/\| not yet(:[^|]*)? \|$/.test(row))
const problems: string[] = []
const titles = new Map<string, readonly TestTitle[]>()

function titlesOf(file: string): readonly TestTitle[] {
  const known = titles.get(file) ?? testTitles(readFileSync(join(root, file), 'utf8'))
  titles.set(file, known)
  return known
}

for (const row of rows) {
  const named = [...row.matchAll(/`([^`]+\.ts)`: (.+?)(?=<br>| \|$)/g)]
  if (named.length === 0 && shown.includes(row)) problems.push(`no test is named in: ${row}`)
  for (const [, file = '', test = ''] of named) {
    if (!existsSync(join(root, file))) {
      problems.push(`${file} does not exist`)
      continue
    }
    const meant = titlesOf(file).filter(({ title, rows }) =>
      [title, ...rows].some((text) => text.includes(test)),
    )
    if (meant.length === 0) {
      problems.push(`${file} has no test whose title, or a text of its table, holds "${test}"`)
    }
    if (meant.some(({ skipped }) => skipped)) problems.push(`${file} skips "${test}"`)
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
