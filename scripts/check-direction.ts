// Holds the arrows of the design: no import cycle, nothing imported sideways or upwards, type imports included.
import { globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { root, workspaces } from './workspaces.ts'

const bridge = ['http', 'engine', 'protocol']
const storage = ['engine', 'protocol']
const clientShell = ['client', 'protocol']

/** What each layer may import, besides itself. A new store or bridge adds one line. */
const arrows: Record<string, string[]> = {
  protocol: [],
  engine: ['protocol'],
  'store-memory': storage,
  'store-sqlite': storage,
  'store-redis': storage,
  http: storage,
  express: bridge,
  fastify: bridge,
  hono: bridge,
  node: bridge,
  entry: [
    'engine',
    'store-memory',
    'store-sqlite',
    'store-redis',
    'http',
    'express',
    'fastify',
    'hono',
    'node',
  ],
  testing: ['entry', 'protocol'],
  identity: ['entry', 'protocol'],
  server: ['identity', 'entry', 'protocol'],
  client: ['protocol'],
  browser: clientShell,
  react: ['browser', ...clientShell],
  electron: clientShell,
  'react-native': clientShell,
  cli: clientShell,
  console: ['browser', ...clientShell],
  examples: [
    'entry',
    'identity',
    'server',
    'browser',
    'react',
    'electron',
    'react-native',
    'cli',
    ...clientShell,
  ],
}

/** The layer of a file: a folder of the library, its entry points, or another package. */
function layerOf(file: string): string {
  const [top, name, , lib, folder] = file.split('/')
  if (top === 'examples') return 'examples'
  if (name !== 'sojourn') return name ?? file
  return lib === 'lib' ? (folder ?? file) : 'entry'
}

/**
 * Finds what breaks the arrows.
 *
 * @param sources the text of each file by its path from the root, such as `packages/sojourn/src/lib/engine/lane.ts`
 * @param entries the source file of each package specifier, such as `sojourn/sqlite`
 * @returns one sentence a problem; empty when all is well
 */
export function checkDirection(sources: Map<string, string>, entries: Map<string, string>): string[] {
  const problems: string[] = []
  const graph = new Map<string, string[]>()
  for (const [file, text] of sources) {
    const targets: string[] = []
    for (const specifier of importsOf(text)) {
      const relative = specifier.startsWith('.')
      const target = relative ? posix.join(posix.dirname(file), specifier) : entries.get(specifier)
      if (target === undefined) continue
      targets.push(target)
      if (relative && packageOf(file) !== packageOf(target)) {
        problems.push(`${file} reaches into ${target}: import the package by its name`)
      } else if (!mayImport(file, target)) {
        problems.push(`${file} (${layerOf(file)}) may not import ${target} (${layerOf(target)})`)
      }
    }
    graph.set(file, targets)
    if (/^packages\/[^/]+\/src\/[^/]+$/.test(file) && !onlyReexports(text)) {
      problems.push(`${file} is an entry point and does more than re-export`)
    }
  }
  return [...problems, ...cyclesOf(graph).map((cycle) => `import cycle: ${cycle.join(' -> ')}`)]
}

function packageOf(file: string): string {
  return file.split('/').slice(0, 2).join('/')
}

function mayImport(file: string, target: string): boolean {
  const [from, to] = [layerOf(file), layerOf(target)]
  return from === to || (arrows[from]?.includes(to) ?? false)
}

function importsOf(text: string): string[] {
  const declared = text.matchAll(/^(?:import|export)\s(?:[\w\s{},*$]*?\sfrom\s)?\s*['"]([^'"]+)['"]/gm)
  const called = text.matchAll(/^(?!\s*(?:\*|\/[/*])).*?\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm)
  return [...declared, ...called].map((match) => match[1] ?? '')
}

function onlyReexports(text: string): boolean {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  return code.replaceAll(/^export\s[\w\s{},*$]*?\sfrom\s+['"][^'"]+['"];?/gm, '').trim() === ''
}

function cyclesOf(graph: Map<string, string[]>): string[][] {
  const cycles: string[][] = []
  const done = new Set<string>()
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file)
    if (start >= 0) cycles.push([...path.slice(start), file])
    if (start >= 0 || done.has(file)) return
    for (const target of graph.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  return cycles
}

function main(): void {
  const sources = new Map<string, string>()
  const entries = new Map<string, string>()
  for (const { folder, name, exports } of workspaces()) {
    for (const [key, target] of Object.entries(exports)) {
      entries.set(posix.join(name, key), posix.join(folder, target['@sojourn/source']))
    }
    const files = globSync('src/**/*.{ts,tsx}', { cwd: join(root, folder) }).map((file) =>
      posix.join(folder, file),
    )
    // A test may use everything: nothing imports it.
    for (const file of files.filter((file) => !/\.test(-[\w-]+)?\.tsx?$/.test(file))) {
      sources.set(file, readFileSync(join(root, file), 'utf8'))
    }
  }
  const problems = checkDirection(sources, entries)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exit(1)
  console.log(`${sources.size} files, every arrow in the right direction, no cycle`)
}

if (import.meta.main) main()
