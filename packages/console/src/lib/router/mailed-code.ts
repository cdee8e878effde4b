import { useSyncExternalStore } from 'react'

let code: string | null = null

/**
 * Takes the code of a mailed link out of the address bar, before anything else can see or keep it. It travels in the
 * fragment, so no request and no log had it, and stays in this page's memory only.
 */
export function takeMailedCode(): void {
  if (!location.hash) return
  const found = new URLSearchParams(location.hash.slice(1)).get('code')
  history.replaceState(history.state, '', location.pathname + location.search)
  if (found) code = found
}

/** The code that came with the link, or null. Also when a second link is opened in the same tab. */
export function useMailedCode(): string | null {
  return useSyncExternalStore(subscribe, () => code)
}

/** Forgets the code once it was used. */
export function dropMailedCode(): void {
  code = null
}

function subscribe(listener: () => void): () => void {
  const onHash = (): void => {
    takeMailedCode()
    listener()
  }
  addEventListener('hashchange', onHash)
  return () => removeEventListener('hashchange', onHash)
}
