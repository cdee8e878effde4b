import type { AccountRow } from '../database/account-tables.ts'
import type { GuessSubject, GuessVerdict } from '../guesses/guess-counts.ts'
import { isTooLong } from '../passwords/password-rules.ts'
import type { Place } from '../passwords/work-queue.ts'
import { findAccount } from './account-store.ts'
import type { Origin } from './clean-from.ts'
import { type Core, networkKey, strangersAt } from './core.ts'
import { type Refused, refused } from './refused.ts'

/** A password that was checked and is right. */
export interface CheckedPassword {
  readonly status: 'right'
  /** As it was read before the check. */
  readonly account: AccountRow
  /** The hash to be kept from now on. */
  readonly hash: string
  /** The digest by which the account knows the device, or null. */
  readonly device: string | null
  /** Read before the account was. */
  readonly epoch: number
  /** Where whoever has the password waits for more costly work. */
  readonly place: Place
  /** Whose wrong passwords are to be forgotten. */
  readonly subject: GuessSubject
}

/** A password that was not checked, or is wrong. */
export interface RefusedPassword {
  readonly status: 'refused'
  readonly refusal: Refused
  /** Whose password it was to be: for events, never for an answer. */
  readonly accountId: string | null
}

export interface PasswordToCheck {
  readonly password: string
  /** The mark that the device presented. */
  readonly device: string | null
  /** The caller's session, when it is the account's own: it stands in for a mark. */
  readonly session?: string | null | undefined
  readonly origin: Origin
  /** Of the address that is guessed at: what strangers guess counts against it, whether it has an account or not. */
  readonly addressDigest: string
  find(): Promise<AccountRow | null>
}

/**
 * Checks a password, within all limits: for an account that does not exist it does the same work, counts included. A
 * guess is counted as wrong before it is checked.
 */
export async function checkPassword(
  core: Core,
  check: PasswordToCheck,
): Promise<CheckedPassword | RefusedPassword> {
  const { sojourn, database, hasher, counts, budgets, marks, now } = core
  const { password, origin, addressDigest, session = null } = check
  const no = (refusal: Refused, accountId: string | null = null): RefusedPassword => ({
    status: 'refused',
    refusal,
    accountId,
  })
  if (isTooLong(password) || !password.isWellFormed()) return no(wrong()) // nobody can have it
  const network = networkKey(origin)
  const presented = marks.digestsOf(check.device)
  const isOwn = session !== null
  let waitMs = presented.length === 0 && !isOwn ? await budgets.guesses.take(network) : null
  if (waitMs !== null) return no(throttled(waitMs))
  const found = await check.find()
  const id = found?.id ?? core.nobodysId
  const device = await marks.find(id, presented)
  const isKnown = device !== null || isOwn
  if (!isKnown && presented.length > 0) waitMs = await budgets.guesses.take(network)
  if (waitMs !== null) return no(throttled(waitMs), found?.id)

  const place: Place = isKnown
    ? { line: 'known', share: `${id} ${network}` }
    : { line: 'guess', share: network }
  const subject: GuessSubject =
    device !== null
      ? { kind: 'device', accountId: id, digest: device }
      : session !== null
        ? { kind: 'strangers', subject: `s:${session}` }
        : strangersAt(addressDigest)
  const resting = readVerdict(await counts.look(subject, now()), now())
  if (resting) return no(resting, found?.id)
  // Taken before the work, and given back when the password was not right: others count those. The places of known
  // devices are apart, so that no stranger of their network uses them up.
  const attempts = `${isKnown ? 'known' : 'new'} ${addressDigest} ${network}`
  waitMs = await budgets.rightPasswords.take(attempts)
  if (waitMs !== null) return no(throttled(waitMs), found?.id)
  const epoch = await sojourn.userEpoch(id)
  // Only now: a password that was changed before the epoch was read is not to be had from here.
  const account = await findAccount(database.query, id)
  const checked = await hasher.check(account?.password_hash ?? null, password, {
    place,
    begin: async () => readVerdict(await counts.reserve(subject, now()), now()),
  })
  const right = 'matches' in checked && checked.matches && account !== null
  if (!isKnown && (right || isBusy(checked))) await budgets.guesses.putBack(network)
  if (!right) {
    await budgets.rightPasswords.putBack(attempts)
    return no('matches' in checked ? wrong() : checked, found?.id)
  }
  const hash = checked.renewed ?? account.password_hash
  return { status: 'right', account, hash, device, epoch, place, subject }
}

function isBusy(outcome: object): boolean {
  return 'code' in outcome && outcome.code === 'auth/busy'
}

function readVerdict(verdict: GuessVerdict, now: number): Refused | null {
  if (verdict.status === 'free') return null
  if (verdict.until !== null) return throttled(verdict.until - now)
  return refused(
    'auth/throttled',
    'Too many wrong passwords in a row. Sign in on a device that you have used before, or set a new password by mail.',
  )
}

export function throttled(waitMs: number): Refused {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  const words = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
  return refused('auth/throttled', `Too many attempts. Wait ${words}, then try again.`, seconds)
}

export function wrong(): Refused {
  return refused(
    'auth/wrong-credentials',
    'The address and the password do not go together. Check both, or set a new password. If you have just registered, confirm your address first: see your mail.',
  )
}
