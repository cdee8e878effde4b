// Emits every package into its dist/: modules by the compiler, pages by Vite. `sojourn` carries the few lines of
// @sojourn/protocol with it, so that installing it brings no dependency.
import { cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { runTool, tsc } from './run.ts'
import { packages, root } from './workspaces.ts'

for (const { folder } of packages()) {
  const dist = join(root, folder, 'dist')
  rmSync(dist, { recursive: true, force: true })
  const isPages = existsSync(join(root, folder, 'index.html'))
  const built = isPages
    ? runTool('vite/bin/vite.js', ['build', folder, '--logLevel', 'warn'])
    : tsc(join(folder, 'tsconfig.build.json'))
  if (!built) {
    console.error(`${folder} does not build`)
    process.exit(1)
  }
  rewrite(dist, '**/*.d.ts', (text) => text.replaceAll(/(['"])(\.{1,2}\/[^'"]+)\.ts\1/g, "'$2.js'"))
  if (folder === 'packages/sojourn') carryProtocol(dist)
}

function carryProtocol(dist: string): void {
  const target = join(dist, 'protocol')
  cpSync(join(root, 'packages/protocol/dist'), target, {
    recursive: true,
    filter: (file) => !file.endsWith('.map'),
  })
  rewrite(target, '**/*.{js,d.ts}', (text) => text.replace(/^\/\/# sourceMappingURL=.*$/m, ''))
  rewrite(dist, '**/*.{js,d.ts}', (text, path) => {
    const specifier = relative(dirname(path), join(target, 'index.js')).replace(/^(?!\.)/, './')
    return text.replaceAll(/(['"])@sojourn\/protocol\1/g, `'${specifier}'`)
  })
}

function rewrite(folder: string, pattern: string, change: (text: string, path: string) => string): void {
  for (const file of globSync(pattern, { cwd: folder })) {
    const path = join(folder, file)
    writeFileSync(path, change(readFileSync(path, 'utf8'), path))
  }
}
