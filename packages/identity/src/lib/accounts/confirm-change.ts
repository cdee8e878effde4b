import type { AccountRow, CodeRow } from '../database/account-tables.ts'
import { exists, toAccount } from './account-store.ts'
import type { Origin } from './clean-from.ts'
import type { Core } from './core.ts'
import type { VerifyResult } from './identity.ts'
import { invalidCode } from './invalid-code.ts'
import { moveAccount } from './move-account.ts'
import type { Refused } from './refused.ts'

/**
 * Moves an account to the address that a code was mailed to. What has ended the person's sessions since it was asked for,
 * or is about to, has voided it: whoever asked may be the one who was to be kept out.
 */
export async function confirmChange(
  core: Core,
  code: CodeRow,
  origin: Origin,
): Promise<VerifyResult | Refused> {
  const { sojourn, database, codes, activity, mail, emit, now } = core
  const id = code.account_id
  const isOfThisEpoch = async (): Promise<boolean> =>
    code.epoch !== null && Number(code.epoch) === (await sojourn.userEpoch(id))
  const voided = async (): Promise<Refused> => {
    await codes.use(code, database.query)
    return invalidCode()
  }
  if (!(await isOfThisEpoch())) return voided()
  const address = { text: code.email, key: code.email_key }
  const moved = await moveAccount(
    database.query,
    { id, address, verified: 1 },
    {
      allow: (transaction) => codes.use(code, transaction),
      confirm: async ({ ending }: AccountRow) => Number(ending) === 0 && isOfThisEpoch(),
    },
  )
  if (moved === 'refused') return voided()
  if (moved === 'taken') return exists()
  const { row, oldEmail } = moved
  await activity.add(row.id, 'email-changed', origin)
  emit('account/email-changed', row.id, origin, {})
  const occasion = { at: now(), network: origin.network }
  const old = { id: row.id, email: oldEmail }
  mail?.send('email-changed', old, (letters) => letters['email-changed'](occasion))
  return { status: 'changed', account: toAccount(row) }
}
