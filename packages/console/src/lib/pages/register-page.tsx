import type { ReactElement } from 'react'
import { useAccount } from '../account/account-context.ts'
import { useServerSettings } from '../account/use-server-settings.ts'
import { EmailField, Field } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { Message } from '../parts/message.tsx'
import { Page } from '../parts/page.tsx'
import { PasswordField } from '../parts/password-field.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { Link } from '../router/link.tsx'
import { navigate, useLocation } from '../router/navigation.ts'
import { CheckMail } from './check-mail.tsx'

/** Creates an account. */
export function RegisterPage(): ReactElement {
  const { api, adopt } = useAccount()
  const { path, search, state } = useLocation()
  const { settings, least } = useServerSettings()
  if (state.mailedTo !== undefined) {
    return (
      <CheckMail email={state.mailedTo} back="Go to sign-in">
        We have sent you a link that confirms your address. Open it, and your account is ready.
      </CheckMail>
    )
  }
  const signInLink = (
    <p className="below">
      Have an account already? <Link href={`/sign-in${search}`}>Sign in</Link>
    </p>
  )
  if (settings?.registration === false) {
    return (
      <Page title="Create an account">
        <Message>New accounts can’t be created here. Ask the people who run this service.</Message>
        {signInLink}
      </Page>
    )
  }
  return (
    <Page title="Create an account" lead="One account for all your devices.">
      <Form
        send={async ({ email = '', password = '', name = '' }) => {
          const answer = await api.register({ email: email.trim(), password, name: name.trim() || null })
          if (answer) adopt(answer)
          else navigate(path + search, { state: { mailedTo: email.trim() } })
        }}
      >
        <Field name="name" label="Name" autoComplete="name" maxLength={100} />
        <EmailField isNew />
        <PasswordField least={least} missing="Choose a password." />
        <SubmitButton label="Create account" busy="Creating your account…" />
      </Form>
      {signInLink}
    </Page>
  )
}
