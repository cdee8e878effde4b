import { type ReactElement, useState } from 'react'
import { useAccount, useAccountState } from '../account/account-context.ts'
import type { SignedOutReason } from '../account/account-state.ts'
import { useServerSettings } from '../account/use-server-settings.ts'
import { EmailField } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { Message } from '../parts/message.tsx'
import { Page } from '../parts/page.tsx'
import { PasswordField } from '../parts/password-field.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { Link } from '../router/link.tsx'
import { useLocation } from '../router/navigation.ts'
import { failureWords } from '../words/failure-words.ts'
import { ResumePage } from './resume-page.tsx'

const reasons: Partial<Record<SignedOutReason, string>> = {
  'signed-out': 'You are signed out.',
  'account-deleted': 'Your account is deleted, with everything that was kept about you.',
  'password-reset': 'Your password is changed, and you are signed out everywhere.',
  'session/none': 'You are signed out.',
  'session/expired': 'Your session has expired. Sign in again.',
  'session/revoked': 'This session was ended. Sign in again.',
  'session/unknown': 'This session has ended. Sign in again.',
}

/** An account that was not confirmed is none yet, and is answered like any that is not there. */
const newHere = 'If your account is new, open the link in our mail first.'

/** Signs a person in, or lets one go on who was away for too long. */
export function SignInPage(): ReactElement {
  const account = useAccountState()
  const [isAnother, setAnother] = useState(false)
  const isIdle = account.status === 'signed-out' && account.reason === 'session/idle'
  return isIdle && !isAnother ? <ResumePage onAnother={() => setAnother(true)} /> : <SignIn />
}

function SignIn(): ReactElement {
  const { api, adopt } = useAccount()
  const account = useAccountState()
  const { search } = useLocation()
  const { settings } = useServerSettings()
  const reason =
    account.status === 'signed-out' && account.reason !== null ? reasons[account.reason] : undefined
  return (
    <Page title="Sign in" lead={reason === undefined ? 'With your email address and password.' : undefined}>
      {reason !== undefined && <Message>{reason}</Message>}
      <Form
        send={async ({ email = '', password = '' }) => adopt(await api.signIn(email.trim(), password))}
        say={(error) => {
          const isNewPossible = error.code === 'auth/wrong-credentials' && settings?.mail === true
          return isNewPossible ? `${failureWords(error)} ${newHere}` : null
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
