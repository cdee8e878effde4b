import type { ReactElement } from 'react'
import { useAccount } from '../account/account-context.ts'
import { useServerSettings } from '../account/use-server-settings.ts'
import { Form } from '../parts/form.tsx'
import { Message } from '../parts/message.tsx'
import { Page } from '../parts/page.tsx'
import { PasswordField } from '../parts/password-field.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { Link } from '../router/link.tsx'
import { dropMailedCode, useMailedCode } from '../router/mailed-code.ts'
import { navigate } from '../router/navigation.ts'

/** Sets a new password by the link that was mailed. */
export function ResetPage(): ReactElement {
  const { api, leave } = useAccount()
  const { least } = useServerSettings()
  const mailed = useMailedCode()
  const again = (
    <p className="below">
      <Link href="/forgot">Send me a new link</Link>
    </p>
  )
  if (mailed === null) {
    return (
      <Page title="Choose a new password">
        <Message>Open the link in the mail again, or copy the whole of it into the address bar.</Message>
        {again}
      </Page>
    )
  }
  return (
    <Page title="Choose a new password" lead="You will be signed out on all your devices.">
      <Form
        send={async ({ password = '' }) => {
          await api.reset(mailed.code, password)
          dropMailedCode()
          leave('password-reset')
          navigate('/sign-in', { replace: true })
        }}
      >
        <PasswordField label="New password" least={least} missing="Choose a password." />
        <SubmitButton label="Set the password" busy="Setting the password…" />
      </Form>
      {again}
    </Page>
  )
}
