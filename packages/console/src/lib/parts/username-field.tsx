import type { ReactElement } from 'react'

/** Tells password managers whose password is asked for. Nobody sees or reaches it. */
export function UsernameField({ email }: { email: string }): ReactElement {
  return (
    <input
      className="unseen"
      type="text"
      autoComplete="username"
      value={email}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  )
}
