import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** One declaration file: its statements by the name they declare, and where its other names come from. */
interface DeclarationFile {
  statements: Map<string, string>
  /** Local name to the file and the name there. */
  origins: Map<string, { file: string; name: string }>
  /** Files of `export * from`. */
  stars: string[]
}

const files = new Map<string, DeclarationFile>()

/**
 * The public API of an entry point, read from the emitted declarations: what it exports, then what those mention.
 *
 * @param entry path of a `.d.ts` file
 * @param known names whose declarations are left out, because another report has them
 * @returns the declarations by name, without comments
 */
export function apiOf(entry: string, known: string[] = []): Map<string, string> {
  const exported = [...exportsOf(entry)].sort(([a], [b]) => a.localeCompare(b))
  const api = new Map<string, string>()
  const mentioned: [name: string, file: string][] = []
  const add = (label: string, name: string, file: string, prefix: string): void => {
    const found = declarationOf(name, file)
    if (!found || api.has(label)) return
    api.set(label, prefix + found.text.replace(/^(?:export )?(?:declare )?/gm, ''))
    for (const word of new Set(found.text.match(/[A-Za-z_$][\w$]*/g))) {
      if (word !== name && declarationOf(word, found.file)) mentioned.push([word, found.file])
    }
  }
  for (const [label, { name, file }] of exported) add(label, name, file, 'export ')
  for (let next = mentioned.shift(); next; next = mentioned.shift()) {
    if (!known.includes(next[0])) add(next[0], next[0], next[1], '// not exported here\n')
  }
  return api
}

function exportsOf(path: string): Map<string, { name: string; file: string }> {
  const { statements, origins, stars } = read(path)
  const found = new Map<string, { name: string; file: string }>()
  for (const star of stars) for (const [name, origin] of exportsOf(star)) found.set(name, origin)
  for (const [name, text] of statements) if (text.startsWith('export')) found.set(name, { name, file: path })
  for (const [name, origin] of origins) if (name.startsWith('export ')) found.set(name.slice(7), origin)
  return found
}

function declarationOf(name: string, path: string): { text: string; file: string } | undefined {
  const { statements, origins, stars } = read(path)
  const text = statements.get(name)
  if (text !== undefined) return { text, file: path }
  const origin = origins.get(name) ?? origins.get(`export ${name}`)
  if (origin) return declarationOf(origin.name, origin.file)
  return stars.map((star) => declarationOf(name, star)).find((found) => found !== undefined)
}

function read(path: string): DeclarationFile {
  const cached = files.get(path)
  if (cached) return cached
  const file: DeclarationFile = { statements: new Map(), origins: new Map(), stars: [] }
  files.set(path, file)
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const code = text.replaceAll(/^\s*\/\*\*[\s\S]*?\*\/\n|^\s*\/\/.*$/gm, '').replaceAll(/^\s*\n/gm, '')
  // The compiler starts each statement, and nothing else, in the first column with a letter.
  for (const statement of code.split(/^(?=[a-z])/m).map((part) => part.trim())) {
    const [, keyword, list, from] =
      /^(import|export)\b(?: type)?([^'"=(]*?)\sfrom '(\.[^']+)'/.exec(statement) ?? []
    if (keyword && list && from) {
      const target = resolve(dirname(path), from.replace(/\.[jt]s$/, '.d.ts'))
      if (list.trim() === '*') file.stars.push(target)
      for (const item of list.replaceAll(/[{}\n]/g, ' ').split(',')) {
        const [name, local = name] = item
          .replace(/^\s*type\s/, '')
          .trim()
          .split(/\s+as\s+/)
        const label = keyword === 'export' ? `export ${local}` : local
        if (name && label) file.origins.set(label, { file: target, name })
      }
      continue
    }
    const [, name] =
      /\b(?:const|let|function|class|interface|type|module|enum) ([\w$]+|'[^']+')/.exec(statement) ?? []
    if (name) file.statements.set(name, [file.statements.get(name), statement].filter(Boolean).join('\n'))
  }
  return file
}
