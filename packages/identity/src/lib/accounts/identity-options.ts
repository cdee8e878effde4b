import type { Duration, RandomBytes, Sojourn } from 'sojourn'
import type { AccountDatabase } from '../database/account-database.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { IdentityEvent } from './identity-event.ts'

export interface PasswordOptions {
  /** The fewest characters of a new password. Default 15, as it is the only factor; 8 to 64. (SP 800-63B-4 §3.1.1.2) */
  readonly minLength?: number
  /** Argon2id's memory, in KiB. Default 19,456 (OWASP Password Storage); at least 7,168. */
  readonly memoryKiB?: number
  /** Argon2id's passes. Default 2; with less memory than the default, more are needed: 3 from 12,288, 5 below. */
  readonly passes?: number
  /** How many hashes run at once, each in a thread. Default: one less than there are processors, 1 to 3. */
  readonly running?: number
  /** How many calls may wait for a hash in each of three lines: known devices, others, new passwords. Default 64. None waits for more than 10 s. */
  readonly waiting?: number
  /**
   * How many places in the lines of others and of new passwords one network may have. Default 32. In that of known
   * devices an account has three in each network.
   */
  readonly perNetwork?: number
}

export interface GuessOptions {
  /** Wrong passwords in a row before an account, or a known device, has to wait after each. Default 4; 0 to 20. */
  readonly free?: number
  /** The first wait; each further wrong password doubles it. Default 30 s. */
  readonly backOff?: Duration
  /** The longest wait. Default 1 h. */
  readonly longest?: Duration
  /** Wrong passwords in a row until no more are checked. Default and most: 100. (SP 800-63B-4 §3.2.2) */
  readonly most?: number
  /** Wrong passwords of one network, known devices apart, within `window`. Default 60. */
  readonly perNetwork?: number
  /** Registrations, and as many requests for mail or for another address, of one network within `window`. Default 20. */
  readonly mailsPerNetwork?: number
  /**
   * Mails of one kind to one address within an hour that one network may cause; all together four times as many, and
   * `requestReset` then answers as ever without a mail. Default 5.
   */
  readonly mailsPerAddress?: number
  /** Default 10 min. */
  readonly window?: Duration
}

export interface CodeOptions {
  /** How long a code that confirms an address lives; for a changed address 24 h at most. Default 24 h. */
  readonly verify?: Duration
  /** How long a code that resets a password lives. Default 30 min. */
  readonly reset?: Duration
}

export interface IdentityOptions {
  /** Sessions are ended through it, and its clock is used. */
  readonly sojourn: Pick<Sojourn, 'endUser' | 'userEpoch' | 'now' | 'list'>
  /** Where accounts are kept: `createSqliteAccounts(path)` of `@sojourn/identity/sqlite`. Left open by `close`. */
  readonly database: AccountDatabase
  /** Key material as for `createSojourn`: the first is used, all are honoured. Other keys are derived from it here. */
  readonly keys: string | readonly string[]
  /** Null: who registers is signed in at once, and a forgotten password can't be set anew. */
  readonly mailer: Mailer | null
  /** Where the pages are, such as `https://app.example.com`: mails link to `/verify#code=…` and `/reset#code=…`. */
  readonly publicUrl: string
  /** The name in mails. Default: the host of `publicUrl`. */
  readonly siteName?: string
  readonly password?: PasswordOptions
  readonly guesses?: GuessOptions
  readonly codes?: CodeOptions
  /** How long activity is kept. Default 90 d; 1 d to 400 d. */
  readonly activityKept?: Duration
  /** Default: the system's generator. */
  readonly randomBytes?: RandomBytes
  /**
   * Is told each event. What it throws, or its promise rejects with, is a warning of the process
   * (`SOJOURN_LISTENER_FAILED`, once a minute at most), and changes nothing for whoever caused the event.
   */
  readonly on?: (event: IdentityEvent) => void
}
