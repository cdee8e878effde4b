import { AsyncLocalStorage } from 'node:async_hooks'
import type { Sojourn } from 'sojourn'

/** Does what signs people out, and tells whom it did: also when nothing else of the request says who they are. */
export type SignedOutPeople = <Result>(
  work: () => Promise<Result>,
) => Promise<{ readonly people: ReadonlySet<string>; readonly result: Result }>

/** An expired access token or a refresh token names nobody; the end of its session does, and is heard here. */
export function createSignedOutPeople(sojourn: Pick<Sojourn, 'on'>): SignedOutPeople {
  const listening = new AsyncLocalStorage<Set<string>>() // tells the ends of one request from those of others
  sojourn.on('session/ended', ({ userId, reason }) => {
    if (userId !== null && reason === 'sign-out') listening.getStore()?.add(userId)
  })
  return async (work) => {
    const people = new Set<string>()
    const result = await listening.run(people, work)
    return { people, result }
  }
}
