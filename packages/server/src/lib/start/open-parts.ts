import { createIdentity, type Identity, type IdentityEvent } from '@sojourn/identity'
import { createSqliteAccounts } from '@sojourn/identity/sqlite'
import { type Clock, createSojourn, type Sojourn, SojournError } from 'sojourn'
import { createSqliteStore } from 'sojourn/sqlite'
import { type OpenMail, openMail } from '../mail/open-mail.ts'
import type { Settings } from '../settings/settings.ts'
import type { DataFolder } from './data-folder.ts'
import { StartError } from './start-error.ts'

export interface OpenOptions {
  readonly settings: Settings
  readonly files: DataFolder
  readonly keys: readonly string[]
  readonly publicUrl: string
  /** Whether requests are served: with near-cache and housekeeping. A command has neither. */
  readonly serves: boolean
  readonly onAccount?: (event: IdentityEvent) => void
  /** Default: the machine's. */
  readonly clock?: Clock | undefined
}

/** The engine and the accounts on the files of a data folder. */
export interface OpenParts {
  readonly sojourn: Sojourn
  readonly identity: Identity
  readonly mail: OpenMail
  /** Sends the mails that wait, for `patienceMs` at most, writes what waits, and closes the files. */
  close(patienceMs: number): Promise<void>
}

/** @throws StartError when a file can't be opened */
export async function openParts(options: OpenOptions): Promise<OpenParts> {
  try {
    return await open(options)
  } catch (error) {
    if (error instanceof SojournError) throw new StartError(`${sentence(error.message)}`, { cause: error })
    throw error
  }
}

async function open({
  settings,
  files,
  keys,
  publicUrl,
  serves,
  onAccount,
  clock,
}: OpenOptions): Promise<OpenParts> {
  await using undo = new AsyncDisposableStack()
  const store = undo.adopt(createSqliteStore(files.sessions), (opened) => opened.close())
  const database = undo.adopt(createSqliteAccounts(files.accounts), (opened) => opened.close())
  const { entries, leaseMs } = settings.cache
  const sojourn = await createSojourn({
    store,
    keys,
    policy: settings.policy,
    permissions: settings.roles,
    nearCache: serves && entries > 0 && { maxEntries: entries, lease: leaseMs },
    ...(!serves && { housekeeping: false, checkClock: false }),
    ...(clock && { clock }),
  })
  undo.defer(() => sojourn.close())
  const mail = undo.adopt(openMail(settings.mail), (opened) => opened.close())
  const identity = await createIdentity({
    sojourn,
    database,
    keys,
    mailer: mail.mailer,
    publicUrl,
    password: settings.password,
    guesses: settings.guesses,
    codes: settings.codes,
    activityKept: settings.activityKeptMs,
    ...(settings.siteName !== null && { siteName: settings.siteName }),
    ...(onAccount && { on: onAccount }),
  })
  const resources = undo.move()
  return {
    sojourn,
    identity,
    mail,
    async close(patienceMs) {
      await atMost(identity.close(), patienceMs)
      await resources.disposeAsync()
    },
  }
}

async function atMost(work: Promise<void>, ms: number): Promise<void> {
  const timer = Promise.withResolvers<void>()
  const timeout = setTimeout(timer.resolve, ms)
  await Promise.race([work, timer.promise])
  clearTimeout(timeout)
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}
