import type { UserAnswer } from '@sojourn/protocol'
import { type ReactElement, type ReactNode, useState } from 'react'
import { useAccount } from '../account/account-context.ts'
import { ApiError, isSignedOut } from '../api/api-error.ts'
import { Brand } from '../parts/brand.tsx'
import { Icon, type IconName } from '../parts/icon.tsx'
import { NoticeArea, useNotify } from '../parts/notices.tsx'
import { Link } from '../router/link.tsx'
import { useLocation } from '../router/navigation.ts'
import type { AccountPath } from '../router/page-path.ts'
import { unreachableWords } from '../words/failure-words.ts'
import { keepTheme } from './theme.ts'
import { ThemeChoice } from './theme-choice.tsx'

const pages: readonly { path: AccountPath; label: string; icon: IconName }[] = [
  { path: '/devices', label: 'Devices', icon: 'devices' },
  { path: '/security', label: 'Security', icon: 'shield' },
  { path: '/profile', label: 'Profile', icon: 'person' },
]

/** Around the pages of a person who is signed in. `user` is null while it is asked who that is. */
export function AccountFrame({
  user,
  children,
}: {
  user: UserAnswer | null
  children: ReactNode
}): ReactElement {
  const { path } = useLocation()
  return (
    <div className="account">
      <header className="top">
        <a className="skip" href="#content">
          Skip to content
        </a>
        <Brand />
        {user && <Who user={user} />}
      </header>
      <div className="columns">
        <nav aria-label="Your account">
          <ul>
            {pages.map((page) => (
              <li key={page.path}>
                <Link href={page.path} aria-current={page.path === path ? 'page' : undefined}>
                  <Icon name={page.icon} />
                  {page.label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      <footer>
        <ThemeChoice />
        <NoticeArea />
      </footer>
    </div>
  )
}

function Who({ user }: { user: UserAnswer }): ReactElement {
  const { api, leave } = useAccount()
  const notify = useNotify()
  const [pending, setPending] = useState(false)
  const signOut = async (): Promise<void> => {
    if (pending) return
    setPending(true)
    try {
      await api.signOut()
      keepTheme()
      leave('signed-out')
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (isSignedOut(error)) leave('signed-out')
      else notify(`You are not signed out yet. ${unreachableWords(error)}`, 'failed')
    } finally {
      setPending(false)
    }
  }
  return (
    <div className="who">
      <span className="avatar" aria-hidden="true">
        {initials(user)}
      </span>
      <span className="who-name">{user.name ?? user.email}</span>
      <button type="button" className="button quiet small" aria-disabled={pending} onClick={signOut}>
        <Icon name="sign-out" />
        {pending ? 'Signing out…' : 'Sign out'}
      </button>
    </div>
  )
}

function initials({ name, email }: UserAnswer): string {
  const words = (name ?? email).split(/\s+/).filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toUpperCase()
}
