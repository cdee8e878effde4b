import { type ReactElement, useState } from 'react'
import { useAccount, usePerson } from '../account/account-context.ts'
import { useGuarded } from '../account/reauthentication.tsx'
import { useServerSettings } from '../account/use-server-settings.ts'
import { Address } from '../parts/address.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { EmailField } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { Message } from '../parts/message.tsx'
import { useNotify } from '../parts/notices.tsx'
import { Section } from '../parts/section.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { WayBack } from '../parts/way-back.tsx'

/** The address, and a way to another one. */
export function EmailSection({ onChange }: { onChange(): void }): ReactElement {
  const { api, recheck } = useAccount()
  const { user } = usePerson()
  const { settings } = useServerSettings()
  const guarded = useGuarded()
  const notify = useNotify()
  const [mailedTo, setMailedTo] = useState<string | null>(null)
  return (
    <Section
      title="Email address"
      about="You sign in with it, and we write to it when something important happens."
    >
      <Disclosure
        open="Change"
        what="email address"
        summary={
          <>
            <p className="strong value">
              <Address email={user.email} />
            </p>
            {settings?.mail !== false && (
              <p>{user.verified ? 'Confirmed' : 'Not confirmed yet: open the link that we mailed you.'}</p>
            )}
          </>
        }
      >
        {(close) => (
          <Form
            send={async ({ email = '' }) => {
              const address = email.trim()
              const done = await guarded(() => api.changeEmail(address))
              if (!done) return
              close()
              onChange()
              if (done.answer === 'mailed') setMailedTo(address)
              else {
                await recheck()
                notify('Your email address is changed.')
              }
            }}
          >
            <EmailField isNew label="New email address" autoComplete="email" />
            {settings?.mail !== false && (
              <p className="soft">Your address changes when you open the link that we mail to the new one.</p>
            )}
            <div className="actions">
              <SubmitButton label="Change address" busy="Changing…" />
              <WayBack onClick={close} />
            </div>
          </Form>
        )}
      </Disclosure>
      {mailedTo !== null && (
        <div className="card-body">
          <Message icon="mail">
            Check your mail: open the link that we sent to <Address email={mailedTo} />.
          </Message>
          {settings?.outbox === true && (
            <p className="development">
              This server is in development and sends no mail. <a href="/outbox">Open the outbox</a>
            </p>
          )}
        </div>
      )}
    </Section>
  )
}
