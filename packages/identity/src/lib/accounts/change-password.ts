import { findAccount, laterThan, notFound, toAccount } from './account-store.ts'
import { disabled } from './authenticate.ts'
import { type CheckedPassword, checkPassword, wrong } from './check-password.ts'
import { cleanFrom, type Origin } from './clean-from.ts'
import { addressKey, type Core } from './core.ts'
import { endSessions } from './end-sessions.ts'
import { forgetPassword } from './forget-password.ts'
import type { From } from './from.ts'
import type { Identity } from './identity.ts'
import type { Refused } from './refused.ts'

/** Makes `reauthenticate` and `changePassword`. */
export function createChangePassword(core: Core): Pick<Identity, 'reauthenticate' | 'changePassword'> {
  const { database, hasher, counts, activity, mail, emit, now } = core

  /** Checks the password of an account that is known by its id: who asks is signed in. */
  async function checkOwn(
    id: string,
    password: string,
    from: From,
    origin: Origin,
  ): Promise<CheckedPassword | Refused> {
    const owner = await findAccount(database.query, id)
    if (!owner) return notFound()
    const find = () => findAccount(database.query, id)
    const checked = await checkPassword(core, {
      password,
      device: from.device,
      session: from.session,
      origin,
      addressDigest: addressKey(core, { key: owner.email_key }),
      find,
    })
    if (checked.status === 'right') {
      await counts.forget(checked.subject)
      if (checked.account.disabled === 0) return checked
    }
    const refusal = checked.status === 'right' ? disabled() : checked.refusal
    emit('auth/refused', id, origin, { code: refusal.code })
    return refusal
  }

  return {
    async reauthenticate(id, password, from) {
      const origin = cleanFrom(from)
      const checked = await checkOwn(id, password, from, origin)
      if (checked.status !== 'right') return checked
      await activity.add(id, 'reauthenticated', origin)
      emit('auth/reauthenticated', id, origin, {})
      return { status: 'authenticated', account: toAccount(checked.account) }
    },
    async changePassword(id, { current, next, keep, keepOthers = false }, from) {
      const origin = cleanFrom(from)
      const owner = await findAccount(database.query, id)
      if (!owner) return notFound()
      const refusal = core.rules(next, owner)
      if (refusal) return refusal
      const checked = await checkOwn(id, current, from, origin)
      if (checked.status !== 'right') return checked
      const { line, share } = checked.place
      const hash = await hasher.hash(next, { line: line === 'known' ? line : 'new', share })
      if (typeof hash !== 'string') return hash
      const account = await database.query.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable('accounts')
          .set({ password_hash: hash, password_changed_at: laterThan('password_changed_at', now()) })
          .$if(!keepOthers, (query) => query.set({ ending: laterThan('ending', now()) }))
          .where('id', '=', id)
          .where('password_changed_at', '=', checked.account.password_changed_at)
          .where('disabled', '=', 0)
          .returningAll()
          .executeTakeFirst()
        if (!row) return null
        await forgetPassword(core, row, checked.device, transaction)
        await activity.add(id, 'password-changed', origin, transaction)
        return row
      })
      if (!account) return wrong() // it was changed while it was checked
      if (!keepOthers) {
        await endSessions(
          core,
          account,
          { reason: 'password-changed', ...(keep ? { except: keep } : {}) },
          origin,
        )
      }
      emit('password/changed', id, origin, {})
      const occasion = { at: now(), network: origin.network }
      mail?.send('password-changed', account, (letters) => letters['password-changed'](occasion))
      return { status: 'changed', account: toAccount(account) }
    },
  }
}
