import { type ReactElement, useState } from 'react'
import { useAccount, useAccountState } from '../account/account-context.ts'
import { Form } from '../parts/form.tsx'
import { Message } from '../parts/message.tsx'
import { Page } from '../parts/page.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { Link } from '../router/link.tsx'
import { dropMailedCode, useMailedCode } from '../router/mailed-code.ts'

/** Confirms an address by the link that was mailed to it. By a press, because scanners of mail open links too. */
export function VerifyPage(): ReactElement {
  const { api, recheck } = useAccount()
  const { status } = useAccountState()
  const code = useMailedCode()
  const [done, setDone] = useState(false)
  const onward = (
    <p className="below">
      <Link href={status === 'signed-in' ? '/profile' : '/sign-in'}>
        {status === 'signed-in' ? 'Go to your account' : 'Go to sign-in'}
      </Link>
    </p>
  )
  if (done) {
    return (
      <Page title="Your address is confirmed">
        <Message
          icon="check"
          text={status === 'signed-in' ? 'Thank you. That’s all.' : 'You can sign in now.'}
        />
        {onward}
      </Page>
    )
  }
  if (code === null)
    return (
      <Page title="Confirm your address">
        <Message text={codeMissing} />
        {onward}
      </Page>
    )
  return (
    <Page title="Confirm your address" lead="One press, and this address is yours here.">
      <Form
        send={async () => {
          await api.verify(code)
          dropMailedCode()
          setDone(true)
          await recheck()
        }}
        say={({ code }) => (code === 'code/invalid' ? codeInvalid : null)}
      >
        <SubmitButton label="Confirm my address" busy="Confirming…" />
      </Form>
      {onward}
    </Page>
  )
}

const codeMissing = 'Open the link in the mail again, or copy the whole of it into the address bar.'
const codeInvalid =
  'This link was used already, or is too old. If you can’t sign in, we send you a new one when you try.'
