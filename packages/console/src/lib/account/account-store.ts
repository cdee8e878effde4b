import type { SignedInAnswer, UserAnswer } from '@sojourn/protocol'
import { type Api, createApi } from '../api/api.ts'
import { ApiError } from '../api/api-error.ts'
import { type AccountState, notSignedIn, type SignedOutReason, signedIn } from './account-state.ts'

/** Who uses the page, and the server. */
export interface AccountStore {
  readonly api: Api
  /** Answers of this person's pages, so that a page seen before is there at once. Emptied with the session. */
  readonly seen: Map<string, unknown>
  state(): AccountState
  subscribe(listener: () => void): () => void
  /** Takes the answer of a sign-in. */
  adopt(answer: SignedInAnswer): void
  /** Takes a change of the person's own data. */
  adoptUser(user: UserAnswer): void
  /** Asks the server who is signed in. */
  recheck(): Promise<void>
  /** The session has ended, and this page knows why. */
  leave(reason: SignedOutReason): void
  /** Shows nothing until the server said again who is signed in. */
  forget(): void
}

/**
 * Keeps who is signed in.
 *
 * @param onChange is called when this page signed somebody in or out, so that other pages can look again
 */
export function createAccountStore(onChange: () => void): AccountStore {
  const listeners = new Set<() => void>()
  const seen = new Map<string, unknown>()
  let state: AccountState = { status: 'loading' }
  let turn = 0

  const become = (next: AccountState): void => {
    turn += 1
    if (personOf(next) !== personOf(state)) seen.clear()
    state = next
    for (const listener of listeners) listener()
  }
  // A 401 may be late, from before a sign-in: the newest answer to "who is signed in?" decides.
  const ask = async (first: ApiError | null): Promise<void> => {
    turn += 1
    const mine = turn
    const answer = await api.session().catch((error: unknown) => {
      if (error instanceof ApiError) return error
      throw error
    })
    if (mine !== turn) return
    become(answer instanceof ApiError ? notSignedIn(state, answer, first) : signedIn(answer))
  }
  const api = createApi((error) => void ask(error))

  return {
    api,
    seen,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    adopt(answer) {
      become(signedIn(answer))
      onChange()
    },
    adoptUser(user) {
      if (state.status === 'signed-in') become({ ...state, user })
    },
    recheck: () => ask(null),
    leave(reason) {
      become({ status: 'signed-out', reason })
      onChange()
    },
    forget() {
      become({ status: 'loading' })
      void ask(null)
    },
  }
}

function personOf(state: AccountState): string | null {
  return state.status === 'signed-in' ? state.user.id : null
}
