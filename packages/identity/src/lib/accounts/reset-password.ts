import { readEmail } from '../email/email-address.ts'
import { findAccount, findByEmailKey, laterThan, toAccount } from './account-store.ts'
import { invalidEmail } from './authenticate.ts'
import { throttled } from './check-password.ts'
import { cleanFrom } from './clean-from.ts'
import { addressKey, type Core, networkKey } from './core.ts'
import { endSessions } from './end-sessions.ts'
import { forgetPassword } from './forget-password.ts'
import type { Identity } from './identity.ts'
import { invalidCode } from './invalid-code.ts'
import { refused } from './refused.ts'

/** Makes `requestReset` and `reset`. */
export function createResetPassword(core: Core): Pick<Identity, 'requestReset' | 'reset'> {
  const { database, codes, budgets, hasher, activity, mail, emit, now } = core

  return {
    async requestReset(email, from) {
      const origin = cleanFrom(from)
      if (!mail)
        return refused('account/no-mail', 'This site sends no mail. Ask those who run it for a new password.')
      const address = readEmail(email)
      if (!address) return invalidEmail()
      const digest = addressKey(core, address)
      const network = networkKey(origin)
      const waitMs = await budgets.mails.take(network)
      if (waitMs !== null) return throttled(waitMs)
      const spent = await budgets.resetMails.take(network, digest)
      if (spent?.by === 'network') return throttled(spent.waitMs)
      // Others have had the mails that there are: the newest one is in the mailbox, and its code stays good.
      if (spent) return { status: 'mailed' }
      const found = await findByEmailKey(database.query, address.key)
      const account = found?.disabled === 0 ? found : null
      // An address without an account leaves a row as well, which holds no address.
      const subject = account
        ? ({
            accountId: account.id,
            purpose: 'reset',
            email: account.email,
            emailKey: account.email_key,
            epoch: null,
          } as const)
        : ({ accountId: digest, purpose: 'decoy', email: digest, emailKey: digest, epoch: null } as const)
      const { code, expiresAt } = await codes.issue(subject, database.query)
      emit('password/reset-asked', account?.id ?? null, origin, {})
      const occasion = { at: now(), network: origin.network }
      const to = account ?? { id: core.nobodysId, email: 'nobody@example.com' }
      const options = { uselessAfter: expiresAt, pretend: account === null }
      mail.send('reset', to, (letters) => letters.reset(code, occasion), options)
      return { status: 'mailed' }
    },
    async reset({ code: text, next }, from) {
      const origin = cleanFrom(from)
      const code = await codes.find(text, ['reset'])
      const before = code && (await findAccount(database.query, code.account_id))
      if (!code || !before) return invalidCode()
      const refusal = core.rules(next, before)
      if (refusal) return refusal
      const hash = await hasher.hash(next, { line: 'new', share: networkKey(origin) })
      if (typeof hash !== 'string') return hash
      const account = await database.query.transaction().execute(async (transaction) => {
        if (!(await codes.use(code, transaction))) return null
        const row = await transaction
          .updateTable('accounts')
          .set({ password_hash: hash, verified: 1 })
          .set({
            password_changed_at: laterThan('password_changed_at', now()),
            ending: laterThan('ending', now()),
          })
          .where('id', '=', code.account_id)
          .where('email_key', '=', code.email_key)
          .where('disabled', '=', 0)
          .returningAll()
          .executeTakeFirst()
        if (!row) return null
        await forgetPassword(core, row, null, transaction)
        await activity.add(row.id, 'password-reset', origin, transaction)
        return row
      })
      if (!account) return invalidCode()
      await endSessions(core, account, { reason: 'password-changed' }, origin)
      emit('password/reset', account.id, origin, {})
      const occasion = { at: now(), network: origin.network }
      mail?.send('password-changed', account, (letters) => letters['password-changed'](occasion))
      return { status: 'reset', account: toAccount(account) }
    },
  }
}
