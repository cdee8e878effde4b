import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, isSignedOut } from '../api/api-error.ts'
import { useAccount } from './account-context.ts'

/** What a page shows of the server, on its way or here. */
export interface Loaded<Data extends object> {
  /** Null until it is here. Stays while it is loaded again. */
  readonly data: Data | null
  /** Why it is not here, or not fresh. */
  readonly error: ApiError | null
  /** Asks again; resolves when the answer is shown. */
  reload(): Promise<void>
}

/**
 * Loads what a page shows. What was seen before is there at once, and is fetched again.
 *
 * @param key names it among the answers kept for this person
 */
export function useLoad<Data extends object>(key: string, load: () => Promise<Data>): Loaded<Data> {
  const { seen } = useAccount()
  const [answer, setAnswer] = useState<Omit<Loaded<Data>, 'reload'>>({
    // What is kept under the key came from the same call.
    data: (seen.get(key) as Data | undefined) ?? null,
    error: null,
  })
  const turn = useRef(0)
  const latest = useRef(load)
  latest.current = load

  const reload = useCallback(async (): Promise<void> => {
    turn.current += 1
    const mine = turn.current
    try {
      const data = await latest.current()
      if (mine !== turn.current) return
      seen.set(key, data)
      setAnswer({ data, error: null })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      // The whole page is about to leave: nothing to say here.
      if (mine !== turn.current || isSignedOut(error)) return
      setAnswer((before) => ({ ...before, error }))
    }
  }, [key, seen])

  useEffect(() => {
    void reload()
    const onOnline = (): void => void reload()
    addEventListener('online', onOnline)
    return () => {
      turn.current += 1
      removeEventListener('online', onOnline)
    }
  }, [reload])

  return { ...answer, reload }
}
