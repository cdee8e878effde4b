import { type ReactElement, type ReactNode, useEffect, useRef } from 'react'
import { showTitle, useSiteName } from '../account/site-name.ts'
import { visitCount } from '../router/navigation.ts'

interface PageProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly children: ReactNode
}

/** The heading and the content of a page. A page that was gone to has the focus at its heading, which is read aloud. */
export function Page({ title, lead, children }: PageProps): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null)
  const site = useSiteName()
  useEffect(() => showTitle(title, site), [title, site])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another page
  useEffect(() => {
    if (visitCount() > 0) heading.current?.focus({ preventScroll: true })
  }, [title])
  return (
    <>
      <header className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead != null && <p className="lead">{lead}</p>}
      </header>
      {children}
    </>
  )
}
