import type { ReactElement } from 'react'
import { useAccount } from '../account/account-context.ts'
import { useServerSettings } from '../account/use-server-settings.ts'
import { Form } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'
import { PasswordField } from '../parts/password-field.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { Link } from '../router/link.tsx'

/** Lets a person go on whose session was idle for too long. It does not say whose session it is: that needs the password. */
export function ResumePage({ onAnother }: { onAnother(): void }): ReactElement {
  const { api, adopt } = useAccount()
  const { settings } = useServerSettings()
  return (
    <Page title="Welcome back" lead="You were away for a while. Enter your password to go on where you were.">
      <Form
        send={async ({ password = '' }) => adopt(await api.resume(password))}
        fieldOf={(error) => (error.code === 'auth/wrong-credentials' ? 'password' : null)}
        say={(error) => (error.code === 'auth/wrong-credentials' ? 'This is not your password.' : null)}
      >
        <PasswordField />
        {settings?.mail !== false && (
          <p className="forgot">
            <Link href="/forgot">Forgot your password?</Link>
          </p>
        )}
        <SubmitButton label="Continue" busy="Checking…" />
      </Form>
      <p className="below">
        Not you?{' '}
        <button type="button" className="link" onClick={onAnother}>
          Sign in with another account
        </button>
      </p>
    </Page>
  )
}
