import type { ReactElement } from 'react'

/** The mark: a day from its beginning to its end. */
export function Brand(): ReactElement {
  return (
    <span className="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect className="brand-tile" width="32" height="32" rx="9" />
        <path className="brand-arc" d="M7.5 20.500a8.5 8.5 0 0 1 17 0" />
        <circle className="brand-dot" cx="24.5" cy="20.5" r="2.8" />
        <circle className="brand-start" cx="7.5" cy="20.5" r="1.6" />
      </svg>
      Sojourn
    </span>
  )
}
