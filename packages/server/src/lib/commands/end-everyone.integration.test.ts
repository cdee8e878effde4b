import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createIdentity, type Identity } from '@sojourn/identity'
import { createSqliteAccounts } from '@sojourn/identity/sqlite'
import { createSojourn, generateKey, type Sojourn } from 'sojourn'
import { createSqliteStore } from 'sojourn/sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempFolder } from '../start/server-process.test-support.ts'
import { endEveryone } from './end-everyone.ts'

const password = 'a quiet place by the sea'
const from = { network: null, userAgent: null, device: null }
let sojourn: Sojourn
let identity: Identity
let count: number
const undo: (() => unknown)[] = []

beforeEach(async () => {
  const folder = makeTempFolder()
  const keys = generateKey()
  const store = createSqliteStore(join(folder, 'sessions.db'))
  const database = createSqliteAccounts(join(folder, 'accounts.db'))
  sojourn = await createSojourn({ store, keys, nearCache: false, housekeeping: false })
  identity = await createIdentity({
    sojourn,
    database,
    keys,
    mailer: null,
    publicUrl: 'http://localhost:3000',
    password: { memoryKiB: 7168, passes: 5 },
  })
  count = 0
  undo.push(
    () => rmSync(folder, { recursive: true }),
    () => store.close(),
    () => sojourn.close(),
    () => database.close(),
    () => identity.close(),
  )
})
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** Makes an account, and signs in. Its id. */
async function signUp(): Promise<string> {
  count += 1
  const made = await identity.register({ email: `person-${count}@example.com`, password }, from)
  if (made.status !== 'created') throw new TypeError(made.status)
  await sojourn.signIn(made.account.id, { methods: ['pwd'], epoch: made.epoch })
  return made.account.id
}

async function signIn(id: string, epoch?: number): Promise<void> {
  await sojourn.signIn(id, { methods: ['pwd'], epoch: epoch ?? (await sojourn.userEpoch(id)) })
}

async function signedIn(): Promise<number> {
  const all = await identity.list({ limit: 1000 })
  const lists = await Promise.all(all.map(({ id }) => sojourn.list(id)))
  return lists.flat().length
}

/** Does something when the sessions of the next account have just been ended. */
function meanwhile(
  act: (ended: string, call: number) => Promise<unknown>,
): Pick<Sojourn, 'endUser' | 'list'> {
  let call = 0
  return {
    list: (id) => sojourn.list(id),
    async endUser(id, options) {
      const result = await sojourn.endUser(id, options)
      call += 1
      await act(id, call)
      return result
    },
  }
}

describe('ending the sessions of everyone', () => {
  it('leaves nobody who registers or signs in while it works', async () => {
    for (let n = 0; n < 4; n++) await signUp()
    const busy = meanwhile(async (id, call) => {
      if (call > 6) return
      await signIn(id) // who was just signed out
      await signUp() // of an id that lies before or behind, as it happens
    })
    const result = await endEveryone({ sojourn: busy, identity })
    expect(result.isNobodyLeft).toBe(true)
    expect(result.ended).toBeGreaterThanOrEqual(4 + 6 + 6)
    expect(await signedIn()).toBe(0)
  })

  it('overtakes a sign-in whose password is being checked, of an account that has no session', async () => {
    const id = await signUp()
    await sojourn.endUser(id)
    const epoch = await sojourn.userEpoch(id)
    await endEveryone({ sojourn, identity })
    await expect(signIn(id, epoch)).rejects.toMatchObject({ code: 'sign-in/overtaken' })
  })

  it('gives up, and says so, when somebody signs in again each time', async () => {
    const id = await signUp()
    const busy = meanwhile(() => signIn(id))
    expect(await endEveryone({ sojourn: busy, identity })).toEqual({ ended: 10, isNobodyLeft: false })
  })
})
