import type { ReactElement } from 'react'

/** An email address that is broken before its `@` where it does not fit into a line. */
export function Address({ email }: { email: string }): ReactElement {
  const at = email.lastIndexOf('@')
  return (
    <span className="address">
      {email.slice(0, at)}
      <wbr />
      {email.slice(at)}
    </span>
  )
}
