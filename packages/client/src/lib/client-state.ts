import type { signOutCodes } from '@sojourn/protocol'

/** What a server says of the session beside its tokens, such as `user` and `session`. */
export type Details = Readonly<Record<string, unknown>>

/** Whether the person is signed in, as far as this client knows. */
export type ClientState =
  /** The vault has not been read, or its entry not been renewed, for the first time. Bounded by the time-outs. */
  | { readonly status: 'loading' }
  | { readonly status: 'signed-in'; readonly details: Details }
  /**
   * Still signed in, but there is no access token to use and none to be had at the moment; the client goes on trying.
   * `details` is null when the vault can't be read. `code` says what the last attempt met, a server's code among them; on
   * one that begins with `credential/` the server can't read what it gave: offer to sign in again.
   */
  | { readonly status: 'offline'; readonly details: Details | null; readonly code: string }
  /** `code` is what the server said; null when the person signed out, here or elsewhere, or never was signed in. */
  | { readonly status: 'signed-out'; readonly code: SignOutCode | null }

/** The only codes on which a client signs out. */
export type SignOutCode = (typeof signOutCodes)[number]

/** Holds the state and tells its changes. */
export interface StateHolder {
  readonly state: ClientState
  set(next: ClientState): void
  subscribe(listener: (state: ClientState) => void): () => void
}

export function createStateHolder(): StateHolder {
  let listeners: readonly ((state: ClientState) => void)[] = []
  let state: ClientState = { status: 'loading' }
  return {
    get state() {
      return state
    },
    set(next) {
      if (JSON.stringify(state) === JSON.stringify(next)) return // plain JSON, from the server or the vault
      state = next
      for (const listener of listeners) {
        void new Promise(() => listener(next)) // what it throws is reported as unhandled; the others hear the change
      }
    },
    subscribe(listener) {
      const added = (next: ClientState): void => listener(next) // the same function may subscribe twice
      listeners = [...listeners, added]
      return () => {
        listeners = listeners.filter((each) => each !== added)
      }
    },
  }
}
