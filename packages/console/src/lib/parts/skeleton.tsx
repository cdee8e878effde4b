import type { ReactElement } from 'react'

/** Grey shapes in place of `rows` lines of a list that is on its way. */
export function Skeleton({ rows, what }: { rows: number; what: string }): ReactElement {
  return (
    <div className="skeleton" role="status">
      <span className="unseen">Loading {what}…</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <div className="skeleton-row" key={row} aria-hidden="true">
          <span className="skeleton-disc" />
          <span className="skeleton-lines">
            <span />
            <span />
          </span>
        </div>
      ))}
    </div>
  )
}
