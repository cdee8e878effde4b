import { Component, type ReactNode } from 'react'
import { FailedPage } from './failed-page.tsx'

/** Stands in for the pages when they fail: a fault of these pages, which React reports to the console. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <FailedPage /> : this.props.children
  }
}
