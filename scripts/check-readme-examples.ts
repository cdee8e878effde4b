// Compiles the ```ts blocks of the READMEs and the documentation, so that no example lies.
// A block that is no program of its own opts out with ```ts no-check.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tsc } from './run.ts'
import { root } from './workspaces.ts'

const folder = join(root, 'tmp/readme-examples')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

let count = 0
for (const document of globSync(['README.md', '{packages,examples}/*/README.md', 'docs/**/*.md'], {
  cwd: root,
})) {
  const text = readFileSync(join(root, document), 'utf8')
  for (const match of text.matchAll(/^```ts *\n([\s\S]*?)^```/gm)) {
    const line = text.slice(0, match.index).split('\n').length + 1
    const name = `${document.replaceAll(/[/.]/g, '-')}-line-${line}.ts`
    // Each block is a module, also one without an import.
    writeFileSync(join(folder, name), `${match[1]}\nexport {}\n`)
    count += 1
  }
}
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({
    extends: '../../tsconfig.base.json',
    compilerOptions: { types: ['node'] },
    include: ['.'],
  }),
)
if (count > 0 && !tsc('tmp/readme-examples')) {
  console.error('an example does not compile: the file name says its document and line')
  process.exit(1)
}
console.log(`${count} examples compile`)
