import { Component, type ReactNode } from 'react'

/** Stands in for the pages when they fail: a fault of these pages, which React reports to the console. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children
    return (
      <main className="failed" role="alert">
        <h1>This page does not work at the moment</h1>
        <p>Nothing is lost, and you are not signed out.</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          Load it again
        </button>
      </main>
    )
  }
}
