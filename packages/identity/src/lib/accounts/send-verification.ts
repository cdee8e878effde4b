import type { AccountRow } from '../database/account-tables.ts'
import type { Origin } from './clean-from.ts'
import { addressKey, type Core } from './core.ts'

/** Mails a fresh code that confirms the address, unless it was mailed enough for now: the last one stays good then. */
export async function sendVerification(core: Core, account: AccountRow, { network }: Origin): Promise<void> {
  const { mail, budgets, codes, database, now } = core
  if (mail === null) return
  if ((await budgets.mailsTo.take(addressKey(core, { key: account.email_key }))) !== null) return
  const { id, email, email_key } = account
  const subject = { accountId: id, purpose: 'verify', email, emailKey: email_key } as const
  const { code, expiresAt } = await codes.issue(subject, database.query)
  const occasion = { at: now(), network }
  mail.send('verify', account, (letters) => letters.verify(code, occasion), { uselessAfter: expiresAt })
}
