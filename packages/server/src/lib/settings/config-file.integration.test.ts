import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempFolder, runSojourn } from '../start/server-process.test-support.ts'

let folder: string
beforeEach(() => {
  folder = makeTempFolder()
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What a server says that can't start with this config file. */
async function complaint(name: string, text: string): Promise<string> {
  writeFileSync(join(folder, name), text)
  const { code, stderr } = await runSojourn(['--config', name], { cwd: folder })
  expect(code).toBe(1)
  return stderr
}

describe('a config file that fails', () => {
  it.each([
    ['throws', "const a = 1\n\nthrow new Error('SMTP_URL is missing')", 'Error: SMTP_URL is missing', 3],
    ['names nothing', '\nexport default { idle: pause }', 'ReferenceError: pause is not defined', 2],
    ['is no program', 'export default {\n  idle: "1h",,\n}', 'SyntaxError: ', 2],
  ])('is told with message and line when it %s', async (_how, text, wrong, line) => {
    for (const name of ['sojourn.config.ts', 'sojourn.config.mjs']) {
      const told = await complaint(name, text)
      expect(told).toContain(`${name}: running it fails with ${wrong}`)
      // Of a script that is no program at all, the engine tells the line only to a terminal.
      const where = name.endsWith('.mjs') && wrong.startsWith('Syntax') ? 'Mend it;' : `Mend line ${line};`
      expect(told).toContain(where)
      expect(told).not.toMatch(/^\s+at /m)
    }
  })

  it.each([
    ['a key', "throw new Error('bad key AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg')"],
    ['what is no JSON', "JSON.parse('AbCdEfGh')"],
    ['an address with a password', "throw new Error('cannot reach smtp://me:AbCdEfGh@mail.example')"],
  ])('is told without %s', async (_what, text) => {
    const told = await complaint('sojourn.config.ts', text)
    expect(told).toContain('running it fails with')
    expect(told).not.toContain('AbCd')
    expect(told).toContain('Mend line 1;')
  })

  it('is none when it is JSON, and the kinds that are taken are told', async () => {
    expect(await complaint('sojourn.config.json', '{}')).toMatch(
      /kind of file is not taken\.\n.*\.ts, \.mts, \.js/,
    )
  })
})
