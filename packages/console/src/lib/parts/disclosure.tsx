import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react'

interface DisclosureProps {
  /** What is there now. */
  readonly summary: ReactNode
  /** The words of the button that opens the form. */
  readonly open: string
  /** What it changes, for who hears the button alone. */
  readonly what: string
  /** The form; call `close` when it is done or the person thought better. */
  children(close: () => void): ReactNode
}

/** A line with a button that opens a form in its place. The focus goes into the form, and back to the button. */
export function Disclosure({ summary, open, what, children }: DisclosureProps): ReactElement {
  const [isOpen, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const moved = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves when it opens or closes
  useEffect(() => {
    if (moved.current) place.current?.querySelector<HTMLElement>('input:not([readonly]), button')?.focus()
    moved.current = true
  }, [isOpen])
  return (
    <div ref={place}>
      {isOpen ? (
        <div className="card-body">{children(() => setOpen(false))}</div>
      ) : (
        <div className="line">
          <div className="line-text">{summary}</div>
          <button type="button" className="button quiet small" onClick={() => setOpen(true)}>
            {open}
            <span className="unseen"> {what}</span>
          </button>
        </div>
      )}
    </div>
  )
}
