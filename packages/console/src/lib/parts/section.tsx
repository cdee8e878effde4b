import { type ReactElement, type ReactNode, type Ref, useId } from 'react'

interface SectionProps {
  readonly title: string
  readonly about?: ReactNode
  readonly danger?: boolean
  readonly headingRef?: Ref<HTMLHeadingElement>
  readonly children: ReactNode
}

/** A part of a page: what it is about, and a card with the thing itself. */
export function Section({ title, about, danger = false, headingRef, children }: SectionProps): ReactElement {
  const id = useId()
  return (
    <section className={danger ? 'section danger' : 'section'} aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id} ref={headingRef} tabIndex={-1}>
          {title}
        </h2>
        {about != null && <p>{about}</p>}
      </div>
      <div className="card">{children}</div>
    </section>
  )
}
