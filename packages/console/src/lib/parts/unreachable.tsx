import { type ReactElement, useCallback, useEffect, useState } from 'react'
import { useAccountState } from '../account/account-context.ts'
import type { ApiError } from '../api/api-error.ts'
import { failureWords } from '../words/failure-words.ts'
import { Countdown } from './countdown.tsx'
import { focusContentWhenLost } from './focus-content.ts'
import { Icon } from './icon.tsx'

interface UnreachableProps {
  readonly error: ApiError
  retry(): Promise<void>
}

/** Stands where something can't be shown because the server can't be reached. Nobody is signed out by that. */
export function Unreachable({ error, retry }: UnreachableProps): ReactElement {
  const isSignedIn = useAccountState().status === 'signed-in'
  const isOffline = error.status === 0 && !navigator.onLine
  return (
    <div className="unreachable" role="alert">
      <Icon name="alert" />
      <div>
        <p className="strong">{isOffline ? 'You are offline' : 'The server can’t be reached'}</p>
        <p>
          {isSignedIn ? 'You are still signed in.' : 'This does not sign you out.'}{' '}
          {isOffline ? 'This page goes on by itself when you are back.' : failureWords(error)}
        </p>
      </div>
      <Retry error={error} retry={retry} />
    </div>
  )
}

/** Asks again: once at a time, and not before the server wants it. */
function Retry({ error, retry }: UnreachableProps): ReactElement {
  const seconds = error.retryAfterSeconds ?? 0
  const [waiting, setWaiting] = useState(seconds > 0)
  const [pending, setPending] = useState(false)
  const onEnd = useCallback(() => setWaiting(false), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another failure, another wait
  useEffect(() => setWaiting(seconds > 0), [error])
  const press = async (): Promise<void> => {
    if (pending || waiting) return
    setPending(true)
    await retry()
    setPending(false)
    focusContentWhenLost()
  }
  return (
    <button type="button" className="button quiet" aria-disabled={pending || waiting} onClick={press}>
      {pending ? 'Trying…' : 'Try again'}
      {waiting && <Countdown seconds={seconds} onEnd={onEnd} />}
    </button>
  )
}
