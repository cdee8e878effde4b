import { Component, type ReactNode } from 'react'
import { showTitle, siteName } from '../account/site-name.ts'
import { Brand } from '../parts/brand.tsx'

const title = 'This page does not work at the moment'

/** Stands in for the pages when they fail: a fault of these pages, which React reports to the console. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override componentDidCatch(): void {
    showTitle(title, siteName())
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children
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
}
