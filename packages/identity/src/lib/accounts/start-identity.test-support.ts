import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSojourn, type TestSojourn } from '@sojourn/testing'
import { generateKey, type Sojourn } from 'sojourn'
import type { AccountDatabase } from '../database/account-database.ts'
import type { Mail, Mailer } from '../mail/mailer.ts'
import { createSqliteAccounts } from '../sqlite/sqlite-accounts.ts'
import { assembleIdentity } from './assemble-identity.ts'
import type { From } from './from.ts'
import type { Identity } from './identity.ts'
import type { IdentityEvent } from './identity-event.ts'
import type { IdentityOptions } from './identity-options.ts'
import { readSettings } from './identity-settings.ts'

export const password = 'seven green kettles sing'
export const nextPassword = 'eight brown kettles hum'
export const ada = { email: 'Ada@Example.com', password, name: 'Ada Lovelace' }
export const home: From = { network: '203.0.113.0/24', userAgent: 'Test/1.0 (home)', device: null }
export const away: From = { network: '198.51.100.0/24', userAgent: 'Test/1.0 (away)', device: null }

export const wrong = 'auth/wrong-credentials'
export const resting = 'auth/throttled'
/** What six wrong passwords are answered with. */
export const fiveThenRest = [wrong, wrong, wrong, wrong, wrong, resting]

export interface TestIdentity extends TestSojourn {
  readonly identity: Identity
  readonly database: AccountDatabase
  readonly path: string
  readonly keys: string
  readonly audit: readonly IdentityEvent[]
  readonly outbox: Outbox
  /** Signs in for certain. */
  authenticate(
    from?: From,
    secret?: string,
  ): Promise<Extract<Awaited<ReturnType<Identity['authenticate']>>, { device: string }>>
  /** What so many wrong passwords are answered with, one after the other. */
  guess(times: number, from: From, email?: string): Promise<string[]>
  stop(): Promise<void>
}

export interface TestIdentityOptions extends Partial<Omit<IdentityOptions, 'mailer'>> {
  /** Default: none. `'outbox'` keeps them. */
  readonly mailer?: Mailer | 'outbox' | null
  /** Of an earlier one that was stopped, whose file is opened again. */
  readonly path?: string
  /** Hashes as they are in production; otherwise they cost as little as argon2id can. */
  readonly realHashes?: boolean
  readonly cost?: { readonly memoryKiB: number; readonly passes: number }
  /** Stands between identity and its engine. */
  readonly wrap?: (sojourn: Sojourn) => IdentityOptions['sojourn']
}

let openAccounts: (path: string) => AccountDatabase | Promise<AccountDatabase> = createSqliteAccounts

/** Has the identities that are started from here on keep their accounts elsewhere. The path tells them apart. */
export function keepAccountsIn(open: (path: string) => Promise<AccountDatabase>): void {
  openAccounts = open
}

/** Starts identity on a file of its own, next to an engine under a clock that the test moves. */
export async function startIdentity(options: TestIdentityOptions = {}): Promise<TestIdentity> {
  const {
    mailer = null,
    realHashes = false,
    wrap = (sojourn) => sojourn,
    path: kept,
    cost,
    ...given
  } = options
  const folder = kept === undefined ? mkdtempSync(join(tmpdir(), 'sojourn-identity-')) : join(kept, '..')
  const path = kept ?? join(folder, 'accounts.db')
  const engine = await startSojourn()
  const database = given.database ?? (await openAccounts(path))
  const outbox = createOutbox()
  const audit: IdentityEvent[] = []
  const keys = typeof given.keys === 'string' ? given.keys : generateKey()
  const settings = readSettings({
    sojourn: wrap(engine.sojourn),
    database,
    mailer: mailer === 'outbox' ? outbox : mailer,
    publicUrl: 'https://shop.example.com',
    siteName: 'The Shop',
    on: (event) => void audit.push(event),
    ...given,
    keys: given.keys ?? keys,
  })
  const cheap = cost ?? { memoryKiB: 8, passes: 1 }
  const identity = await assembleIdentity(realHashes ? settings : { ...settings, cost: cheap })
  return {
    ...engine,
    identity,
    database,
    path,
    keys,
    audit,
    outbox,
    async authenticate(from = home, secret = password) {
      const result = await identity.authenticate({ email: ada.email, password: secret }, from)
      if (result.status === 'authenticated') return result
      throw new TypeError(`not authenticated: ${result.code}`)
    },
    async guess(times, from, email = ada.email) {
      const codes: string[] = []
      for (let n = 0; n < times; n++) {
        const result = await identity.authenticate({ email, password: `${nextPassword} ${n}` }, from)
        codes.push('code' in result ? result.code : result.status)
      }
      return codes
    },
    async stop() {
      try {
        await identity.close()
        await engine.sojourn.close()
        await database.close()
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

export interface Outbox extends Mailer {
  readonly mails: readonly Mail[]
  /** The next mail that was not taken yet: waits for it. */
  take(): Promise<Mail>
  /** The code in the next mail. */
  takeCode(): Promise<string>
  /** Mails that were not taken, after whatever is on its way has come. */
  rest(): Promise<readonly Mail[]>
}

function createOutbox(): Outbox {
  const mails: Mail[] = []
  const waiting: (() => void)[] = []
  let taken = 0
  const take = async (): Promise<Mail> => {
    while (mails.length <= taken) await new Promise<void>((resolve) => waiting.push(resolve))
    return mails[taken++] as Mail // there is one
  }
  return {
    mails,
    async send(mail) {
      mails.push(mail)
      for (const resolve of waiting.splice(0)) resolve()
    },
    take,
    takeCode: async () => codeIn(await take()),
    async rest() {
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
      return mails.slice(taken)
    },
  }
}

export function codeIn({ text }: Mail): string {
  const code = /#code=([\w-]{43})(?:&for=email)?\n/.exec(text)?.[1]
  if (code === undefined) throw new TypeError(`there is no code in this mail: ${text}`)
  return code
}
