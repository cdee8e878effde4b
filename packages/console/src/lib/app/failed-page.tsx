import { type ReactElement, useEffect } from 'react'
import { showTitle, useSiteName } from '../account/site-name.ts'
import { Brand } from '../parts/brand.tsx'

const title = 'This page does not work at the moment'

/** What is shown in place of a page that failed. The site may say only later what it is called. */
export function FailedPage(): ReactElement {
  const site = useSiteName()
  useEffect(() => showTitle(title, site), [site])
  return (
    <main className="failed">
      <Brand />
      <div role="alert">
        <h1>{title}</h1>
        <p className="lead">Nothing is lost, and you are not signed out.</p>
      </div>
      <button type="button" className="button" onClick={() => location.reload()}>
        Load it again
      </button>
    </main>
  )
}
