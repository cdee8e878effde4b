import type { ReactElement, ReactNode } from 'react'
import { Brand } from '../parts/brand.tsx'
import { NoticeArea } from '../parts/notices.tsx'
import { ThemeChoice } from './theme-choice.tsx'

/** Around the pages of a person who is not signed in yet. */
export function AuthFrame({ children }: { children: ReactNode }): ReactElement {
  return (
    <div className="auth">
      <header>
        <Brand />
      </header>
      <main id="content" className="auth-card" tabIndex={-1}>
        {children}
      </main>
      <footer>
        <ThemeChoice />
        <NoticeArea />
      </footer>
    </div>
  )
}
