/** One test or group of tests, as its source names it. */
export interface TestTitle {
  readonly title: string
  /** The texts in the table that it runs over. */
  readonly rows: readonly string[]
  /** Whether it does not run: `.skip`, `.todo`. */
  readonly skipped: boolean
}

const comment = /^[ \t]*(?:\/\/.*|\/\*[\s\S]*?\*\/)/gm
const call = /\b(?:it|test|describe)((?:\.\w+)*)(?:<[^\n]*?>)?\(/g
const literal = String.raw`(['"\`])((?:\\[\s\S]|(?!\1)[^\\])*)\1`
const title = new RegExp(String.raw`^\s*${literal}`)
/** After a table: \`it.each([…])(\` and the title. */
const tableThenTitle = new RegExp(String.raw`^([\s\S]*?)\)\(\s*${literal.replaceAll('\\1', '\\2')}`)

/** The titles of a test file, read from its text: string literals and templates, not what they come to. */
export function testTitles(source: string): readonly TestTitle[] {
  const text = source.replaceAll(comment, '')
  const found: TestTitle[] = []
  for (const match of text.matchAll(call)) {
    const modifiers = match[1] ?? ''
    const rest = text.slice(match.index + match[0].length)
    const skipped = /\.(?:skip|todo)/.test(modifiers)
    if (/\.(?:each|for|skipIf|runIf)$/.test(modifiers)) {
      const [, table = '', , written] = tableThenTitle.exec(rest) ?? []
      if (written !== undefined) found.push({ title: plain(written), rows: rowsOf(table, text), skipped })
    } else {
      const [, , written] = title.exec(rest) ?? []
      if (written !== undefined) found.push({ title: plain(written), rows: [], skipped })
    }
  }
  return found
}

/** The texts of a table where it stands, or where its name is declared. */
function rowsOf(table: string, text: string): readonly string[] {
  const name = /^\s*([\w.]+)\s*$/.exec(table)?.[1]
  const declared = String.raw`^(?:export )?const ${name}\b[\s\S]*?^[\]})]`
  const rows = name === undefined ? table : (new RegExp(declared, 'm').exec(text)?.[0] ?? '')
  return [...rows.matchAll(new RegExp(literal, 'g'))].map(([, , row = '']) => plain(row))
}

/** Without the escapes of a literal. */
function plain(written: string): string {
  return written
    .replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\\(['"`\\])/g, '$1')
}
