import { useSyncExternalStore } from 'react'

/** What a mailed link carries. */
export interface MailedCode {
  readonly code: string
  /** Whether it confirms another address of an account, and not a new account. */
  readonly isForEmail: boolean
}

let mailed: MailedCode | null = null

/**
 * Takes the code of a mailed link out of the address bar, before anything else can see or keep it. It travels in the
 * fragment, so no request and no log had it, and stays in this page's memory only.
 */
export function takeMailedCode(): void {
  if (!location.hash) return
  const found = new URLSearchParams(location.hash.slice(1))
  history.replaceState(history.state, '', location.pathname + location.search)
  const code = found.get('code')
  if (code) mailed = { code, isForEmail: found.get('for') === 'email' }
}

/** What came with the link, or null. Also when a second link is opened in the same tab. */
export function useMailedCode(): MailedCode | null {
  return useSyncExternalStore(subscribe, () => mailed)
}

/** Forgets the code once it was used. */
export function dropMailedCode(): void {
  mailed = null
}

function subscribe(listener: () => void): () => void {
  const onHash = (): void => {
    takeMailedCode()
    listener()
  }
  addEventListener('hashchange', onHash)
  return () => removeEventListener('hashchange', onHash)
}
