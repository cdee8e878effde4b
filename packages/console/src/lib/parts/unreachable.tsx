import { type ReactElement, useCallback, useState } from 'react'
import { useAccountState } from '../account/account-context.ts'
import type { ApiError } from '../api/api-error.ts'
import { failureWords } from '../words/failure-words.ts'
import { Countdown } from './countdown.tsx'
import { Icon } from './icon.tsx'

interface UnreachableProps {
  readonly error: ApiError
  readonly pending: boolean
  retry(): void
}

/** Stands where something can't be shown because the server can't be reached. Nobody is signed out by that. */
export function Unreachable({ error, pending, retry }: UnreachableProps): ReactElement {
  const signedIn = useAccountState().status === 'signed-in'
  const offline = error.status === 0 && !navigator.onLine
  return (
    <div className="unreachable" role="alert">
      <Icon name="alert" />
      <div>
        <p className="strong">{offline ? 'You are offline' : 'The server can’t be reached'}</p>
        <p>
          {signedIn ? 'You are still signed in.' : 'This does not sign you out.'}{' '}
          {offline ? 'This page loads again when you are back.' : failureWords(error)}
        </p>
      </div>
      <RetryButton key={error.message} seconds={error.retryAfterSeconds} pending={pending} retry={retry} />
    </div>
  )
}

function RetryButton({
  seconds,
  pending,
  retry,
}: { seconds: number | null } & Omit<UnreachableProps, 'error'>): ReactElement {
  const [waiting, setWaiting] = useState(seconds !== null && seconds > 0)
  const onEnd = useCallback(() => setWaiting(false), [])
  return (
    <button
      type="button"
      className="button quiet"
      aria-disabled={pending || waiting}
      onClick={() => !pending && !waiting && retry()}
    >
      {pending ? 'Trying…' : 'Try again'}
      {waiting && seconds !== null && <Countdown seconds={seconds} onEnd={onEnd} />}
    </button>
  )
}
