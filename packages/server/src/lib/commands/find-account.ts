import type { Account, Identity } from '@sojourn/identity'
import { StartError } from '../start/start-error.ts'
import { plainText } from './plain-text.ts'

/**
 * The account of an address or an id.
 *
 * @throws StartError when there is none
 */
export async function findAccount(identity: Identity, text: string): Promise<Account> {
  const found = text.includes('@') ? await identity.findByEmail(text) : await identity.find(text)
  if (found !== null) return found
  throw new StartError(`There is no account ${plainText(text)}. \`sojourn users list\` shows them all.`)
}

/** Every account, a few at a time. */
export async function* everyAccount(identity: Pick<Identity, 'list'>): AsyncGenerator<Account> {
  for (let page = await identity.list({ limit: 1000 }); page.length > 0; ) {
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < 1000) return
    page = await identity.list({ limit: 1000, after: last.id })
  }
}
