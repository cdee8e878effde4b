import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createSojourn, generateKey, type Sojourn } from 'sojourn'
import { createMemoryStore } from 'sojourn/memory'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeTempFolder } from '../test-support/temp-shop.ts'
import { type Accounts, openAccounts } from './accounts.ts'
import { type AuthenticateParts, createAuthenticate } from './authenticate.ts'
import { createGuessLimit, type GuessLimit } from './guess-limit.ts'
import { createPasswords, type Passwords } from './passwords.ts'

const password = 'a quiet place by the sea'
const line = { running: 1, waiting: 9, perNetwork: 9 }
let folder: string
let accounts: Accounts
let passwords: Passwords
let passwordHash: string
let sojourn: Sojourn

beforeAll(async () => {
  folder = makeTempFolder()
  accounts = openAccounts(join(folder, 'accounts.db'))
  passwords = await createPasswords({ known: line, new: line })
  passwordHash = await passwords.hash(password, { line: 'new' })
  sojourn = await createSojourn({ store: createMemoryStore(), keys: generateKey() })
})
afterAll(async () => {
  await sojourn?.close()
  accounts?.close()
  rmSync(folder, { recursive: true })
})

function partsWith(parts: Partial<AuthenticateParts> = {}): AuthenticateParts {
  return { sojourn, accounts, passwords, guesses: createGuessLimit(), ...parts }
}

/** A limit that also says under which keys it counted. */
function recordKeys(limit: GuessLimit = createGuessLimit()): GuessLimit & { readonly keys: string[] } {
  const keys: string[] = []
  const count = (key: string): void => {
    keys.push(key)
    limit.count(key)
  }
  return { ...limit, count, keys }
}

function createAccount(email: string): string {
  return accounts.create({ email, name: 'Nora', passwordHash })?.id ?? ''
}

it('gives nobody to an old password once the new one is in place and all sessions are ended', async () => {
  const id = createAccount('nora@example.com')
  const userEpoch: Sojourn['userEpoch'] = async (userId) => {
    accounts.changePassword(userId, passwordHash, await passwords.hash('another password', { line: 'known' }))
    return await sojourn.userEpoch(userId)
  }
  const authenticate = createAuthenticate(partsWith({ sojourn: { userEpoch } }))
  expect(await authenticate('nora@example.com', password, {})).toBeNull()
  expect(await authenticate('nora@example.com', 'another password', {})).toMatchObject({ account: { id } })
})

it('takes no address of more than 254 characters, even if its canonical form is shorter', async () => {
  createAccount(`${'\u00e9'.repeat(200)}@example.com`)
  const guesses = recordKeys()
  const authenticate = createAuthenticate(partsWith({ guesses }))
  expect(await authenticate(`${'e\u0301'.repeat(200)}@example.com`, password, {})).toBeNull()
  expect(guesses.keys).toEqual([])
  expect(await authenticate(`${'\u00e9'.repeat(200)}@example.com`, password, {})).not.toBeNull()
})

it('counts under a key that is as short for every address, and shows none', async () => {
  const guesses = recordKeys()
  const authenticate = createAuthenticate(partsWith({ guesses }))
  await authenticate(`1@${'\ufdfa'.repeat(250)}`, password, {})
  await authenticate('nobody@example.com', password, {})
  await authenticate('NOBODY@example.com', password, {})
  expect(guesses.keys.map((key) => key.length)).toEqual([43, 43, 43])
  expect(new Set(guesses.keys).size).toBe(2)
})

it('counts no guess that is not checked', async () => {
  const full = { running: 0, waiting: 0, perNetwork: 0 }
  const guesses = recordKeys()
  const authenticate = createAuthenticate(partsWith({ guesses }))
  expect(await authenticate('nora@example.com', 'x'.repeat(1025), {})).toBeNull()
  const busy = createAuthenticate(
    partsWith({ guesses, passwords: await createPasswords({ known: full, new: full }) }),
  )
  await expect(busy('nora@example.com', password, {})).rejects.toMatchObject({ status: 503 })
  expect(guesses.keys).toEqual([])
})

it('counts guesses at once, so that parallel ones are no more', async () => {
  createAccount('parallel@example.com')
  const authenticate = createAuthenticate(partsWith())
  const guesses = Array.from({ length: 9 }, (_, index) =>
    authenticate('parallel@example.com', `${index}`, {}),
  )
  const answers = await Promise.allSettled(guesses)
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
  await expect(authenticate('parallel@example.com', password, {})).rejects.toMatchObject({ status: 429 })
})
