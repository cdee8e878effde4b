import type { ReactElement } from 'react'
import { useAccount, useAccountState } from '../account/account-context.ts'
import type { SignedOutReason } from '../account/account-state.ts'
import { useServerSettings } from '../account/use-server-settings.ts'
import { ApiError } from '../api/api-error.ts'
import { EmailField } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { Message } from '../parts/message.tsx'
import { Page } from '../parts/page.tsx'
import { PasswordField } from '../parts/password-field.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { Link } from '../router/link.tsx'
import { navigate, useLocation } from '../router/navigation.ts'
import { CheckMail } from './check-mail.tsx'

const reasons: Partial<Record<SignedOutReason, string>> = {
  'signed-out': 'You are signed out.',
  'account-deleted': 'Your account is deleted, with everything that was kept about you.',
  'password-reset': 'Your password is changed, and you are signed out everywhere.',
  'session/none': 'You are signed out.',
  'session/expired': 'Your session has expired. Sign in again.',
  'session/revoked': 'This session was ended. Sign in again.',
  'session/unknown': 'This session has ended. Sign in again.',
}

/** Signs a person in. */
export function SignInPage(): ReactElement {
  const { api, adopt } = useAccount()
  const account = useAccountState()
  const { path, search, state } = useLocation()
  const { settings } = useServerSettings()
  if (state.mailedTo !== undefined) {
    return (
      <CheckMail title="Confirm your address first" email={state.mailedTo} back="Back to sign-in">
        Your address is not confirmed yet. We have sent you a new link; open it, and then sign in.
      </CheckMail>
    )
  }
  const reason =
    account.status === 'signed-out' && account.reason !== null ? reasons[account.reason] : undefined
  return (
    <Page title="Sign in" lead={reason === undefined ? 'Welcome back.' : undefined}>
      {reason !== undefined && <Message text={reason} />}
      <Form
        send={async ({ email = '', password = '' }) => {
          try {
            adopt(await api.signIn(email.trim(), password))
          } catch (error) {
            if (!(error instanceof ApiError) || error.code !== 'account/unverified') throw error
            navigate(path + search, { state: { mailedTo: email.trim() } })
          }
        }}
      >
        <EmailField />
        <PasswordField />
        {settings?.mail !== false && (
          <p className="forgot">
            <Link href="/forgot">Forgot your password?</Link>
          </p>
        )}
        <SubmitButton label="Sign in" busy="Signing in…" />
      </Form>
      {settings?.registration !== false && (
        <p className="below">
          New here? <Link href={`/register${search}`}>Create an account</Link>
        </p>
      )}
    </Page>
  )
}
