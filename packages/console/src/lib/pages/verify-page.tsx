import { type ReactElement, useState } from 'react'
import { useAccount, useAccountState } from '../account/account-context.ts'
import { Form } from '../parts/form.tsx'
import { Message } from '../parts/message.tsx'
import { Page } from '../parts/page.tsx'
import { PasswordField } from '../parts/password-field.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { Link } from '../router/link.tsx'
import { dropMailedCode, type MailedCode, useMailedCode } from '../router/mailed-code.ts'
import { navigate } from '../router/navigation.ts'
import { homePath } from '../router/page-path.ts'

/** Confirms an address by the link that was mailed to it. */
export function VerifyPage(): ReactElement {
  const { status } = useAccountState()
  const mailed = useMailedCode()
  const [isDone, setDone] = useState(false)
  const isSignedIn = status === 'signed-in'
  const onward = (
    <p className="below">
      <Link href={isSignedIn ? '/security' : '/sign-in'}>
        {isSignedIn ? 'Go to your account' : 'Go to sign-in'}
      </Link>
    </p>
  )
  if (isDone) {
    return (
      <Page title="Your address is confirmed">
        <Message icon="check">
          {isSignedIn ? 'Thank you. That’s all.' : 'You can sign in with it now.'}
        </Message>
        {onward}
      </Page>
    )
  }
  if (mailed === null) {
    return (
      <Page title="Confirm your address">
        <Message>Open the link in the mail again, or copy the whole of it into the address bar.</Message>
        {onward}
      </Page>
    )
  }
  return (
    <Page
      title="Confirm your address"
      lead={mailed.isForEmail ? 'Press the button, and from then on you sign in with this address.' : asking}
    >
      {mailed.isForEmail ? (
        <EmailForm mailed={mailed} onDone={() => setDone(true)} />
      ) : (
        <AccountForm mailed={mailed} onDone={() => setDone(true)} />
      )}
      {onward}
    </Page>
  )
}

const asking = 'Enter the password that you chose for this account, and it is ready.'

interface ConfirmFormProps {
  readonly mailed: MailedCode
  onDone(): void
}

/** By a press, because scanners of mail open links, too. */
function EmailForm({ mailed: { code }, onDone }: ConfirmFormProps): ReactElement {
  const { api, recheck } = useAccount()
  const send = async (): Promise<void> => {
    await api.verify({ code })
    dropMailedCode()
    onDone()
    await recheck()
  }
  return (
    <Form send={send} say={({ code }) => (code === 'code/invalid' ? oldChange : null)}>
      <SubmitButton label="Confirm my address" busy="Confirming…" />
    </Form>
  )
}

/** With the password, so that nobody confirms an account that a stranger asked for with their address. */
function AccountForm({ mailed: { code }, onDone }: ConfirmFormProps): ReactElement {
  const { api, adopt } = useAccount()
  const send = async ({ password = '' }: Readonly<Record<string, string>>): Promise<void> => {
    const answer = await api.verify({ code, password })
    dropMailedCode()
    if (answer === null) return onDone()
    adopt(answer)
    navigate(homePath, { replace: true })
  }
  return (
    <Form
      send={send}
      say={({ code }) =>
        code === 'code/invalid' ? oldRequest : code === 'auth/wrong-credentials' ? notYours : null
      }
      fieldOf={({ code }) => (code === 'auth/wrong-credentials' ? 'password' : null)}
    >
      <PasswordField missing="Enter the password that you chose." />
      <SubmitButton label="Confirm and sign in" busy="Confirming…" />
    </Form>
  )
}

const oldChange = 'This link was used already, or is too old. Change the address again to get a new one.'
const oldRequest =
  'This link was used already, or is too old. If you can’t sign in, create the account again.'
const notYours =
  'This is not the password that you chose. If you created the account several times, open the newest mail.'
