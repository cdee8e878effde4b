import type { ReactElement } from 'react'
import { useSiteName } from '../account/site-name.ts'

/** The mark, a door to stay behind for a while, and the name of the site. */
export function Brand(): ReactElement {
  return (
    <span className="brand">
      <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path className="brand-wall" d="M3 22V11a9 9 0 0 1 18 0v11z" />
        <path className="brand-door" d="M8.5 22v-9.5a3.5 3.5 0 0 1 7 0V22z" />
      </svg>
      {useSiteName()}
    </span>
  )
}
