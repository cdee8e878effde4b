import { readEmail } from '../email/email-address.ts'
import { exists, findAccount, notFound, toAccount } from './account-store.ts'
import { disabled, invalidEmail } from './authenticate.ts'
import { throttled } from './check-password.ts'
import { cleanFrom } from './clean-from.ts'
import { addressKey, type Core, networkKey } from './core.ts'
import type { Identity } from './identity.ts'
import { findHolder, moveAccount } from './move-account.ts'
import { type Refused, refused } from './refused.ts'

/** Makes `requestEmailChange` and `cancelEmailChange`. */
export function createChangeEmail(core: Core): Pick<Identity, 'requestEmailChange' | 'cancelEmailChange'> {
  const { sojourn, database, codes, budgets, activity, mail, emit, now } = core

  /** By the store: an end that was acknowledged anywhere counts. */
  async function isSignedIn(id: string, session: string | null | undefined): Promise<boolean> {
    return session == null || (await sojourn.list(id)).some((each) => each.id === session)
  }

  const requestEmailChange: Identity['requestEmailChange'] = async (id, typed, from) => {
    const epoch = await sojourn.userEpoch(id) // before all else: what ends the sessions from here on voids the code
    const origin = cleanFrom(from)
    const address = readEmail(typed)
    if (!address) return invalidEmail()
    const account = await findAccount(database.query, id)
    if (!account) return notFound()
    if (account.disabled > 0) return disabled()
    // Before anything is told of the address: without a mailer the answer says whether it has an account.
    const network = networkKey(origin)
    const waitMs = await budgets.mails.take(network)
    if (waitMs !== null) return throttled(waitMs)
    const spent = await budgets.changeMails.take(network, addressKey(core, address))
    if (spent) return throttled(spent.waitMs)
    if (!mail) {
      const confirm = () => isSignedIn(id, from.session)
      const moved = await moveAccount(database.query, { id, address, verified: 0 }, { confirm })
      if (moved === 'refused') return from.session == null ? notFound() : signedOut()
      if (moved === 'taken') return exists()
      await activity.add(id, 'email-changed', origin)
      emit('account/email-changed', id, origin, {})
      return { status: 'changed', account: toAccount(moved.row) }
    }
    const holder = await findHolder(database.query, address.key, id)
    // The same row for an address that is taken, whose code nobody gets: no export and no other code tells of it.
    const subject = {
      accountId: id,
      purpose: 'email',
      email: address.text,
      emailKey: address.key,
      epoch,
    } as const
    const { code, expiresAt } = await codes.issue(subject, database.query)
    // Looked at only now: a session that ends later finds the code, and voids it.
    if (!(await isSignedIn(id, from.session))) {
      await codes.cancel(id, 'email')
      return signedOut()
    }
    await activity.add(id, 'email-change-asked', origin)
    emit('account/email-change-asked', id, origin, {})
    const occasion = { at: now(), network: origin.network }
    if (holder) mail.send('email-taken', holder, (letters) => letters['email-taken'](occasion))
    else {
      const to = { id, email: address.text }
      mail.send('confirm-email', to, (letters) => letters['confirm-email'](code, occasion), {
        uselessAfter: expiresAt,
      })
    }
    mail.send('email-change-asked', account, (letters) => letters['email-change-asked'](occasion))
    return { status: 'mailed' }
  }
  return { requestEmailChange, cancelEmailChange: (id) => codes.cancel(id, 'email') }
}

function signedOut(): Refused {
  return refused(
    'session/revoked',
    'You were signed out in the meantime, so nothing was changed. Sign in again.',
  )
}
