import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DataFolder, dataFolder } from './data-folder.ts'
import { inspectKeyCheck, keyIdOf, writeKeyCheck } from './key-check.ts'
import { makeKeyFile, promoteNextKey, readKeyFile, removeKey, rotateKeys } from './key-file.ts'
import { makeTempFolder } from './server-process.test-support.ts'
import { StartError } from './start-error.ts'

const now = Date.parse('2026-05-01T12:00:00Z')
const dayMs = 86_400_000
let files: DataFolder
beforeEach(() => {
  files = dataFolder(makeTempFolder())
})
afterEach(() => rmSync(files.path, { recursive: true }))

const states = (): readonly string[] => readKeyFile(files)?.map(({ state }) => state) ?? []

it('makes one key, once, for this user alone', () => {
  expect(readKeyFile(files)).toBeNull()
  const [first] = makeKeyFile(files, now)
  expect(makeKeyFile(files, now)).toEqual([first])
  expect(first).toMatchObject({
    state: 'signs',
    since: '2026-05-01T12:00:00.000Z',
    id: keyIdOf(first?.key ?? ''),
  })
  expect(statSync(files.keys).mode & 0o777).toBe(0o600)
})

it('has a new key sign only from the next start on', async () => {
  const [first] = makeKeyFile(files, now)
  await rotateKeys(files, { now, stage: false })
  expect(readKeyFile(files)?.[0]).toEqual(first)
  expect(states()).toEqual(['signs', 'next'])
  const promoted = await promoteNextKey(files, now + 1)
  expect(states()).toEqual(['signs', 'old'])
  expect(promoted[0]?.id).not.toBe(first?.id)
  expect(promoted[1]).toEqual({ ...first, state: 'old', since: '2026-05-01T12:00:00.001Z' })
  expect(await promoteNextKey(files, now + 2)).toEqual(promoted)
})

it('makes no further key while one waits for the next start', async () => {
  makeKeyFile(files, now)
  const once = await rotateKeys(files, { now, stage: false })
  expect(await rotateKeys(files, { now, stage: false })).toEqual(once)
})

it('keeps a staged key from signing until the second rotation', async () => {
  makeKeyFile(files, now)
  const [, staged] = await rotateKeys(files, { now, stage: true })
  expect(states()).toEqual(['signs', 'staged'])
  const [, known] = await promoteNextKey(files, now + 1)
  expect(known).toEqual({ ...staged, state: 'known', since: '2026-05-01T12:00:00.001Z' })
  expect(await promoteNextKey(files, now + 2)).toEqual(readKeyFile(files))
  expect(states()).toEqual(['signs', 'known'])
  await rotateKeys(files, { now, stage: false })
  expect(states()).toEqual(['signs', 'next'])
  expect((await promoteNextKey(files, now))[0]?.id).toBe(staged?.id)
})

it('keeps an old key for 400 days', async () => {
  makeKeyFile(files, now)
  await rotateKeys(files, { now, stage: false })
  await promoteNextKey(files, now)
  await rotateKeys(files, { now: now + 399 * dayMs, stage: true })
  expect(states()).toEqual(['signs', 'staged', 'old'])
  await rotateKeys(files, { now: now + 401 * dayMs, stage: true })
  expect(states()).not.toContain('old')
})

it('removes any key but the one that signs', async () => {
  const [first] = makeKeyFile(files, now)
  const [, next] = await rotateKeys(files, { now, stage: false })
  await removeKey(files, first?.id ?? '')
  expect(states()).toEqual(['signs', 'next'])
  await removeKey(files, next?.id ?? '')
  expect(readKeyFile(files)).toEqual([first])
})

it('takes over the lock file of a process that was killed', async () => {
  makeKeyFile(files, now)
  writeFileSync(`${files.keys}.lock`, '')
  expect(await rotateKeys(files, { now, stage: false })).toHaveLength(2)
})

it('refuses a file that was changed so that nothing signs, or an id that is not of its key', async () => {
  makeKeyFile(files, now)
  const text = readFileSync(files.keys, 'utf8')
  for (const changed of [text.replace('"signs"', '"old"'), text.replace(/"id": "./, '"id": "x'), '{}', '']) {
    writeFileSync(files.keys, changed)
    expect(() => readKeyFile(files)).toThrow(StartError)
  }
  writeFileSync(files.keys, text)
  chmodSync(files.keys, 0o604)
  expect(() => readKeyFile(files)).toThrow(/chmod 600/)
})

it('tells a wrong key only while there is something that was issued under another', () => {
  const [first] = makeKeyFile(files, now)
  const wrong = ['x'.repeat(43)]
  writeKeyCheck(files, first?.key ?? '')
  expect(readFileSync(files.keyCheck, 'utf8')).not.toContain(first?.key)
  expect(() => inspectKeyCheck(files, wrong, 'here')).not.toThrow()
  writeFileSync(files.sessions, '')
  expect(() => inspectKeyCheck(files, wrong, 'here')).toThrow(/keys of here are not those/)
  expect(() => inspectKeyCheck(files, null, 'here')).toThrow(/keys are missing/)
  expect(() => inspectKeyCheck(files, [...wrong, first?.key ?? ''], 'here')).not.toThrow()
  writeFileSync(files.keyCheck, 'junk')
  expect(() => inspectKeyCheck(files, wrong, 'here')).toThrow(/it is damaged/)
  rmSync(files.keyCheck)
  expect(() => inspectKeyCheck(files, wrong, 'here')).not.toThrow()
})
