import { type ReactElement, useEffect } from 'react'
import { useAccount, useAccountState } from '../account/account-context.ts'
import { Reauthentication } from '../account/reauthentication.tsx'
import { useServerSettings } from '../account/use-server-settings.ts'
import { DevicesPage } from '../pages/devices-page.tsx'
import { ForgotPage } from '../pages/forgot-page.tsx'
import { ProfilePage } from '../pages/profile-page.tsx'
import { RegisterPage } from '../pages/register-page.tsx'
import { ResetPage } from '../pages/reset-page.tsx'
import { SecurityPage } from '../pages/security-page.tsx'
import { SignInPage } from '../pages/sign-in-page.tsx'
import { VerifyPage } from '../pages/verify-page.tsx'
import { Page } from '../parts/page.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Unreachable } from '../parts/unreachable.tsx'
import { navigate, useLocation } from '../router/navigation.ts'
import { type AccountPath, homePath, isAccountPath, readReturnPath, signInPath } from '../router/page-path.ts'
import { AccountFrame } from './account-frame.tsx'
import { AuthFrame } from './auth-frame.tsx'

const accountPages: Record<AccountPath, () => ReactElement> = {
  '/devices': DevicesPage,
  '/security': SecurityPage,
  '/profile': ProfilePage,
}

const openPages: Readonly<Record<string, () => ReactElement>> = {
  '/sign-in': SignInPage,
  '/register': RegisterPage,
  '/forgot': ForgotPage,
  '/verify': VerifyPage,
  '/reset': ResetPage,
}

/** The page of the address, for the person who is signed in. */
export function App(): ReactElement {
  const { path, search } = useLocation()
  const state = useAccountState()
  const { settled } = useServerSettings()
  if (isAccountPath(path)) return <Account path={path} />
  const Shown = openPages[path]
  if (!Shown) return <Redirect to={homePath} />
  const entering = path === '/sign-in' || path === '/register'
  if (entering && state.status === 'signed-in') return <Redirect to={readReturnPath(search)} />
  if (!settled || (entering && state.status === 'loading')) {
    return (
      <AuthFrame>
        <Skeleton rows={2} what="the page" />
      </AuthFrame>
    )
  }
  return (
    <AuthFrame>
      <Shown key={path} />
    </AuthFrame>
  )
}

function Account({ path }: { path: AccountPath }): ReactElement {
  const state = useAccountState()
  const { recheck } = useAccount()
  if (state.status === 'signed-out') {
    // Who has signed out does not want to come back; whose session has ended does.
    return <Redirect to={state.reason === 'signed-out' ? '/sign-in' : signInPath(path)} />
  }
  if (state.status !== 'signed-in') {
    return (
      <AccountFrame user={null}>
        {state.status === 'loading' ? (
          <Skeleton rows={3} what="your account" />
        ) : (
          <Page title="Your account">
            <Unreachable error={state.error} retry={recheck} />
          </Page>
        )}
      </AccountFrame>
    )
  }
  const Shown = accountPages[path]
  return (
    <AccountFrame user={state.user}>
      {/* Another person has another page: nothing of the one before stays in it. */}
      <Reauthentication key={state.user.id}>
        <Shown key={path} />
      </Reauthentication>
    </AccountFrame>
  )
}

function Redirect({ to }: { to: string }): null {
  useEffect(() => navigate(to, { replace: true }), [to])
  return null
}
