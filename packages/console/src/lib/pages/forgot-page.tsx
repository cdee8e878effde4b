import type { ReactElement } from 'react'
import { useAccount } from '../account/account-context.ts'
import { useServerSettings } from '../account/use-server-settings.ts'
import { EmailField } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { Message } from '../parts/message.tsx'
import { Page } from '../parts/page.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { Link } from '../router/link.tsx'
import { navigate, useLocation } from '../router/navigation.ts'
import { CheckMail } from './check-mail.tsx'

/** Sends a link with which a new password can be chosen. */
export function ForgotPage(): ReactElement {
  const { api } = useAccount()
  const { path, state } = useLocation()
  const { settings } = useServerSettings()
  if (state.mailedTo !== undefined) {
    return (
      <CheckMail email={state.mailedTo} back="Back to sign-in">
        If there is an account with this address, we have sent it a link to choose a new password.
      </CheckMail>
    )
  }
  const back = (
    <p className="below">
      <Link href="/sign-in">Back to sign-in</Link>
    </p>
  )
  if (settings?.mail === false) {
    return (
      <Page title="Forgot your password?">
        <Message>This server sends no mail. Ask the people who run it for a new password.</Message>
        {back}
      </Page>
    )
  }
  return (
    <Page title="Forgot your password?" lead="We send you a link to choose a new one.">
      <Form
        send={async ({ email = '' }) => {
          await api.requestReset(email.trim())
          navigate(path, { state: { mailedTo: email.trim() } })
        }}
      >
        <EmailField />
        <SubmitButton label="Send the link" busy="Sending…" />
      </Form>
      {back}
    </Page>
  )
}
