import type { RandomBytes, SessionId, Sojourn } from 'sojourn'
import type { AccountDatabase } from '../database/account-database.ts'
import type { AccountRow } from '../database/account-tables.ts'
import type { EmailAddress } from '../email/email-address.ts'
import type { Budget } from '../guesses/budget.ts'
import type { GuessCounts, GuessSubject } from '../guesses/guess-counts.ts'
import type { MailBudget } from '../guesses/mail-budget.ts'
import type { Letters } from '../mail/letters.ts'
import type { Letter } from '../mail/render-mail.ts'
import type { PasswordHasher } from '../passwords/password-hasher.ts'
import type { PasswordRules } from '../passwords/password-rules.ts'
import type { KeyDigests } from '../secrets/key-digests.ts'
import type { ActivityLog } from './activity-log.ts'
import type { Origin } from './clean-from.ts'
import type { DeviceMarks } from './device-marks.ts'
import type { IdentityEventDetails, IdentityEventType } from './identity-event.ts'
import type { MailedCodes } from './mailed-codes.ts'
import type { PendingRegistrations } from './pending-registrations.ts'

/** What every operation on accounts is made of. */
export interface Core {
  readonly sojourn: Pick<Sojourn, 'endUser' | 'userEpoch' | 'now' | 'list'>
  readonly database: AccountDatabase
  readonly digests: KeyDigests
  readonly hasher: PasswordHasher
  readonly rules: PasswordRules
  readonly counts: GuessCounts
  readonly budgets: Budgets
  readonly marks: DeviceMarks
  readonly codes: MailedCodes
  readonly registrations: PendingRegistrations
  readonly activity: ActivityLog
  /** Null when no mail is sent. */
  readonly mail: Post | null
  /** An id that no account has: it is asked for in place of one that is missing, so that it takes as long. */
  readonly nobodysId: string
  readonly randomBytes: RandomBytes
  now(): number
  emit<Type extends IdentityEventType>(
    type: Type,
    accountId: string | null,
    origin: Origin,
    details: IdentityEventDetails[Type],
  ): void
}

/** What strangers may do only so often. */
export interface Budgets {
  /** Wrong passwords, by network. */
  readonly guesses: Budget
  /** Right passwords, by account and network; known devices apart. */
  readonly rightPasswords: Budget
  /** Registrations, by network. */
  readonly registrations: Budget
  /** Requests for mail or for another address, by network. */
  readonly mails: Budget
  /** Mails that strangers cause, by address: each kind apart, so that none shuts another out. */
  readonly registrationMails: MailBudget
  readonly resetMails: MailBudget
  readonly changeMails: MailBudget
  /** Notices of new devices, by account. */
  readonly notices: Budget
}

/** Orders mails. No call waits for one. To `pretend` takes as long, and sends none. */
export interface Post {
  send(
    kind: keyof Letters,
    to: Pick<AccountRow, 'id' | 'email'>,
    write: (letters: Letters) => Letter,
    options?: { readonly uselessAfter?: number; readonly pretend?: boolean },
  ): void
}

/** Whose budget a network is of. */
export function networkKey({ network }: Origin): string {
  return network ?? 'unknown'
}

/** Whose budget an address is of: memory holds no address that a stranger typed. */
export function addressKey({ digests }: Pick<Core, 'digests'>, { key }: Pick<EmailAddress, 'key'>): string {
  return digests.of('guessed address', key)
}

/** Whom the wrong passwords of devices that are not known count against. Nothing tells whether there is an account. */
export function strangersAt(addressDigest: string): GuessSubject {
  return { kind: 'strangers', subject: `e:${addressDigest}` }
}

/** Which sessions a change of an account ends. */
export interface Ending {
  readonly reason: 'password-changed' | 'disabled' | 'revoked-all'
  readonly except?: SessionId
}
