import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeTempFolder } from '../test-support/temp-shop.ts'
import { openAccounts } from './accounts.ts'
import { createPasswords } from './passwords.ts'
import { registerAccount } from './register-account.ts'

it.each([
  ['as typed, even if its canonical form is shorter', `${'e\u0301'.repeat(130)}@example.com`],
  ['in its canonical form', `${'\ufdfa'.repeat(20)}@example.com`],
])('takes no address that is too long %s', async (_which, email) => {
  using stack = new DisposableStack()
  const folder = stack.adopt(makeTempFolder(), (made) => rmSync(made, { recursive: true }))
  const accounts = stack.adopt(openAccounts(join(folder, 'accounts.db')), (opened) => opened.close())
  const passwords = await createPasswords()
  const application = { name: 'Nora', email, password: 'a quiet place by the sea', context: {} }
  expect(await registerAccount({ accounts, passwords }, application)).toEqual({
    status: 'refused',
    errors: { fields: { email: 'Enter an email address, like name@example.com.' } },
  })
})
