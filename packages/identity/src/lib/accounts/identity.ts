import type { SessionId } from 'sojourn'
import type { Account } from './account.ts'
import type { AccountExport } from './account-export.ts'
import type { Activity, ActivityKind } from './activity.ts'
import type { Errand, From } from './from.ts'
import type { Refused } from './refused.ts'

export interface Registration {
  readonly email: string
  readonly password: string
  readonly name?: string | null
}

export interface NewAccount extends Registration {
  readonly roles?: readonly string[]
  /** Whether the address counts as confirmed. Default true: whoever makes accounts for others answers for it. */
  readonly verified?: boolean
}

/** A person proved to have the password of an account. */
export interface Authenticated {
  readonly status: 'authenticated'
  readonly account: Account
  /** To be given to `sojourn.signIn`: a sign-out everywhere while the password was checked then wins. */
  readonly epoch: number
  /** The mark for the device to keep and to present: the one it has, or a new one. A secret. */
  readonly device: string
  /** What the person calls the device, for the session that begins; null when it has no name. */
  readonly deviceName: string | null
}

export type RegisterResult =
  /** Without a mailer: the person may be signed in. */
  | (Omit<Authenticated, 'status'> & { readonly status: 'created' })
  /** With a mailer, whether the address was known or not: what comes next stands in the mail. */
  | { readonly status: 'mailed' }
  | Refused

export type VerifyResult =
  /** The account was made: the person may be signed in, as after `authenticate`. */
  | (Omit<Authenticated, 'status'> & { readonly status: 'verified' })
  /** The account moved to the address that was confirmed. */
  | { readonly status: 'changed'; readonly account: Account }

export interface PasswordChange {
  readonly current: string
  readonly next: string
  /** The session that goes on; null when there is none. */
  readonly keep: SessionId | null
  /** Whether the other sessions go on as well. Default false. */
  readonly keepOthers?: boolean
}

/**
 * Accounts by e-mail address, with passwords.
 *
 * Expected outcomes are values. Each method may reject with `store/…` (503): then a write may or may not have taken
 * place, nobody was authenticated, and the call may be repeated. Arguments must have the types that are declared; their
 * values may be anything.
 */
export interface Identity {
  /**
   * Makes an account. With a mailer the answer and its time are the same whether the address has an account or not: a
   * new address is mailed a code for `verify`, and has no account before; a known one is told that somebody tried. Each
   * attempt has a password and a code of its own, at most five of one address at a time.
   *
   * Refusals: `email/invalid`, `name/invalid`, `password/…`, `auth/throttled`, `auth/busy`; without a mailer also
   * `account/exists`.
   */
  register(registration: Registration, from: From): Promise<RegisterResult>
  /** Makes an account for somebody else: for operators and scripts, with no limits and no mail. */
  create(account: NewAccount): Promise<{ readonly status: 'created'; readonly account: Account } | Refused>
  /**
   * A cheap look at a caller before anything costly is begun: takes nothing, and tells nothing about any account but
   * those of the device. A device that signed in before is welcome whatever its network did.
   *
   * Refusals: `auth/throttled`.
   *
   * @returns the id of an account that knows the device, or null
   */
  approach(
    errand: Errand | null,
    from: From,
  ): Promise<{ readonly status: 'welcome'; readonly knownBy: string | null } | Refused>
  /**
   * Checks a password. An unknown address has the same answer and takes the same time as a wrong password.
   *
   * Refusals: `auth/wrong-credentials`, `email/invalid`, `auth/throttled`, `auth/busy`; only after the right password
   * `account/disabled`.
   *
   * @example
   * const result = await identity.authenticate({ email, password }, from)
   * if (result.status === 'refused') return problem(result)
   * await sojourn.signIn(result.account.id, { methods: ['pwd'], roles: result.account.roles, epoch: result.epoch })
   */
  authenticate(
    credentials: { readonly email: string; readonly password: string },
    from: From,
  ): Promise<Authenticated | Refused>
  /** Checks the password of somebody who is signed in. Refusals as for `authenticate`, and `account/not-found`. */
  reauthenticate(
    id: string,
    password: string,
    from: From,
  ): Promise<{ readonly status: 'authenticated'; readonly account: Account } | Refused>
  /**
   * Confirms an address by a mailed code. After `register` the account is made, and needs the password of the attempt
   * that the mail was of: the person may be signed in then. After `requestEmailChange` the address changes, and no
   * password is asked for. Ten passwords may be tried with a code.
   *
   * Refusals: `code/invalid`, `account/exists`, `auth/wrong-credentials`, `auth/throttled`, `auth/busy`.
   */
  verify(
    confirmation: { readonly code: string; readonly password?: string | null },
    from: From,
  ): Promise<VerifyResult | Refused>
  /**
   * Mails a code for `reset` to the address of an account. The same answer and time whether there is one or not. When many
   * networks together have asked for as many mails as one address gets in an hour, the answer is the same without another
   * mail, and the code that was mailed last stays good.
   *
   * Refusals: `email/invalid`, `auth/throttled`, `account/no-mail`.
   */
  requestReset(email: string, from: From): Promise<{ readonly status: 'mailed' } | Refused>
  /**
   * Sets a new password by a mailed code, and ends every session. The code is used up only when the password is good.
   *
   * Refusals: `code/invalid`, `password/…`, `auth/busy`.
   */
  reset(
    reset: { readonly code: string; readonly next: string },
    from: From,
  ): Promise<{ readonly status: 'reset'; readonly account: Account } | Refused>
  /**
   * Changes a password, ends the sessions of the account but `keep`, and every code that waits. Refusals as for
   * `reauthenticate`, and `password/…`.
   */
  changePassword(
    id: string,
    change: PasswordChange,
    from: From,
  ): Promise<{ readonly status: 'changed'; readonly account: Account } | Refused>
  /**
   * Moves an account to another address: with a mailer once the code that is mailed there was given to `verify`. The
   * caller has required a recent authentication (ASVS 7.5.1). Whatever ends all sessions of the person, or all others,
   * voids the code. Give the caller's own session along in `from`: a request that an end overtakes is then refused.
   *
   * Refusals: `email/invalid`, `auth/throttled`, `account/not-found`, `account/disabled`, `session/revoked`; without a
   * mailer also `account/exists`.
   */
  requestEmailChange(
    id: string,
    email: string,
    from: From,
  ): Promise<
    { readonly status: 'mailed' } | { readonly status: 'changed'; readonly account: Account } | Refused
  >
  /**
   * Voids a change of address that waits for its code. To be called *after* one session was ended by somebody else than
   * its holder: who held it may have asked. What ends all of them needs no call.
   */
  cancelEmailChange(id: string): Promise<void>
  /** Null when there is no such account, as for every method that takes an id and answers an account. */
  find(id: string): Promise<Account | null>
  findByEmail(email: string): Promise<Account | null>
  /** Accounts by id, after `after` when it is given; at most `limit` (1 to 1,000, default 100). */
  list(options?: { readonly after?: string; readonly limit?: number }): Promise<readonly Account[]>
  /** Refusals: `name/invalid`, `account/not-found`. */
  rename(
    id: string,
    name: string | null,
    from?: From,
  ): Promise<{ readonly status: 'renamed'; readonly account: Account } | Refused>
  /**
   * Sets the roles. They live in sessions, so a change ends every session.
   *
   * @throws `usage/invalid` unless each is 1 to 64 letters, digits and `_ . : -`, and they are 50 at most
   */
  setRoles(id: string, roles: readonly string[]): Promise<Account | null>
  /** Refuses further sign-ins and ends every session. */
  disable(id: string): Promise<Account | null>
  /** Takes a disabling back, and forgets the wrong passwords that were counted. */
  enable(id: string): Promise<Account | null>
  /** Ends every session and erases what is held about the person. False when there was nothing. */
  remove(id: string, from?: From): Promise<boolean>
  /** The newest activity first: what is kept (`activityKept`), at most 500 (default 50). */
  activity(id: string, options?: { readonly limit?: number }): Promise<readonly Activity[]>
  /** Everything that is held about the person. */
  export(id: string, from?: From): Promise<AccountExport | null>
  /** Records an activity that the caller saw. Nothing happens when there is no such account. */
  note(id: string, kind: ActivityKind, from: From): Promise<void>
  /**
   * Remembers which session a device has begun, for `nameDevice`, and its name when the sign-in gave one. Nothing happens
   * when the account does not know the device.
   *
   * @param begun.device the mark that `authenticate` answered
   */
  keepDevice(
    id: string,
    begun: { readonly device: string; readonly session: SessionId; readonly name?: string | undefined },
  ): Promise<void>
  /**
   * Has the device that began a session keep a name, which `authenticate` answers as `deviceName`; null for none.
   * Nothing happens when it was not told by `keepDevice`, or has begun another one since.
   */
  nameDevice(id: string, session: SessionId, name: string | null): Promise<void>
  /** Removes what has expired, and ends the sessions that could not be ended before. To be called now and then. */
  sweep(): Promise<void>
  /** Resolves when the mails that wait were sent or given up. Leaves the database open for its owner to close. */
  close(): Promise<void>
}
