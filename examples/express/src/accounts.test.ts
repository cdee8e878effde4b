import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeTempFolder } from '../test-support/temp-shop.ts'
import { openAccounts } from './accounts.ts'
import { StartError } from './start-error.ts'

let folder: string
beforeEach(() => {
  folder = makeTempFolder()
})
afterEach(() => rmSync(folder, { recursive: true }))

it('finds an account by its address in any spelling, and keeps one for each', () => {
  using stack = new DisposableStack()
  const accounts = stack.adopt(openAccounts(join(folder, 'accounts.db')), (opened) => opened.close())
  const nora = accounts.create({ email: 'Nora@Example.com', name: 'Nora', passwordHash: 'hash' })
  expect(accounts.find(' nora@example.COM ')).toEqual({ ...nora, passwordHash: 'hash' })
  expect(accounts.find('ｎora@example.com')?.id).toBe(nora?.id)
  expect(accounts.create({ email: 'NORA@example.com', name: 'Other', passwordHash: 'other' })).toBeNull()
  expect(accounts.find('nobody@example.com')).toBeNull()
  expect(accounts.findById('nobody')).toBeNull()
})

it('changes a password only from the one that was checked', () => {
  using stack = new DisposableStack()
  const accounts = stack.adopt(openAccounts(join(folder, 'accounts.db')), (opened) => opened.close())
  const id = accounts.create({ email: 'a@example.com', name: 'A', passwordHash: 'one' })?.id ?? ''
  expect(accounts.changePassword(id, 'one', 'two')).toBe(true)
  expect(accounts.changePassword(id, 'one', 'three')).toBe(false)
  expect(accounts.findById(id)?.passwordHash).toBe('two')
})

it('says what to do with a file that is no database', () => {
  const path = join(folder, 'accounts.db')
  writeFileSync(path, 'no database'.repeat(100))
  expect(() => openAccounts(path)).toThrow(StartError)
})
