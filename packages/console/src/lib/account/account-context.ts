import type { SessionAnswer, UserAnswer } from '@sojourn/protocol'
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { AccountState } from './account-state.ts'
import type { AccountStore } from './account-store.ts'

export const AccountContext = createContext<AccountStore | null>(null)

/** Who is signed in, and what can be asked of the server. */
export function useAccount(): AccountStore {
  const store = useContext(AccountContext)
  if (!store) throw new Error('there is no AccountContext')
  return store
}

/** The same, rendering again when somebody else is signed in. */
export function useAccountState(): AccountState {
  const store = useAccount()
  return useSyncExternalStore(store.subscribe, store.state)
}

/** The person, on a page that nobody else is shown. */
export function usePerson(): { readonly user: UserAnswer; readonly session: SessionAnswer } {
  const state = useAccountState()
  if (state.status !== 'signed-in') throw new Error('nobody is signed in')
  return state
}
