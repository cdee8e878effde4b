import { useSyncExternalStore } from 'react'

/** What a page leaves with its entry in the history: the address that a mail went to. */
export interface EntryState {
  readonly mailedTo?: string
}

const listeners = new Set<() => void>()
let visits = 0

interface NavigateOptions {
  /** Whether the new entry takes the place of this one. Default: false. */
  readonly replace?: boolean
  readonly state?: EntryState
}

/** Goes to a page without loading the document again. */
export function navigate(to: string, { replace = false, state = {} }: NavigateOptions = {}): void {
  if (replace) history.replaceState(state, '', to)
  else history.pushState(state, '', to)
  visits += 1
  if (!replace) scrollTo(0, 0)
  for (const listener of listeners) listener()
}

/** How many times a page was changed since the document was loaded. */
export function visitCount(): number {
  return visits
}

/** The page that the address bar names. Renders again when it changes. */
export function useLocation(): { path: string; search: string; state: EntryState } {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.search)
  const state = useSyncExternalStore(subscribe, () => history.state as EntryState | null) // only `navigate` sets it
  const [path = '/', query = ''] = address.split(/\?(.*)/s)
  return { path, search: query && `?${query}`, state: state ?? {} }
}

function subscribe(listener: () => void): () => void {
  const onPop = (): void => {
    visits += 1
    listener()
  }
  listeners.add(listener)
  addEventListener('popstate', onPop)
  return () => {
    listeners.delete(listener)
    removeEventListener('popstate', onPop)
  }
}
