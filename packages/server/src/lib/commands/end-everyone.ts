import type { Identity } from '@sojourn/identity'
import type { Sojourn } from 'sojourn'
import { operator } from './confirm.ts'
import { everyAccount } from './find-account.ts'

/** More looks than this find people who sign in as fast as they are signed out. */
const mostLooks = 10

interface Parts {
  readonly sojourn: Pick<Sojourn, 'endUser' | 'list'>
  readonly identity: Pick<Identity, 'list' | 'note'>
}

/**
 * Ends the sessions of every account, those too that begin or whose account is made while it works: it looks again until
 * it finds nobody signed in.
 *
 * @returns how many ended, and whether the last look found nobody
 */
export async function endEveryone({
  sojourn,
  identity,
}: Parts): Promise<{ readonly ended: number; readonly isNobodyLeft: boolean }> {
  let ended = 0
  for (let looks = 0; looks < mostLooks; looks++) {
    let found = 0
    for await (const { id } of everyAccount(identity)) {
      // At first every account: a sign-in on its way is overtaken then, also where nobody is signed in yet.
      if (looks > 0 && (await sojourn.list(id)).length === 0) continue
      const count = await sojourn.endUser(id, { reason: 'revoked-all' })
      if (count > 0) await identity.note(id, 'sessions-ended', operator)
      found += count
    }
    ended += found
    if (looks > 0 && found === 0) return { ended, isNobodyLeft: true }
  }
  return { ended, isNobodyLeft: false }
}
