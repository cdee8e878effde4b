import type { ReactElement } from 'react'
import { useAccount, usePerson } from '../account/account-context.ts'
import { Disclosure } from '../parts/disclosure.tsx'
import { Field } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { useNotify } from '../parts/notices.tsx'
import { Section } from '../parts/section.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { WayBack } from '../parts/way-back.tsx'

/** The person's name. */
export function NameSection(): ReactElement {
  const { api, adoptUser } = useAccount()
  const { user } = usePerson()
  const notify = useNotify()
  return (
    <Section title="Name" about="How you are called here.">
      <Disclosure
        open="Change"
        what="name"
        summary={<p className={user.name === null ? 'soft' : 'strong value'}>{user.name ?? 'No name yet'}</p>}
      >
        {(close) => (
          <Form
            send={async ({ name = '' }) => {
              adoptUser(await api.rename(name.trim() || null))
              close()
              notify('Your name is saved.')
            }}
          >
            <Field
              name="name"
              label="Name"
              autoComplete="name"
              maxLength={100}
              defaultValue={user.name ?? ''}
            />
            <div className="actions">
              <SubmitButton label="Save" busy="Saving…" />
              <WayBack onClick={close} />
            </div>
          </Form>
        )}
      </Disclosure>
    </Section>
  )
}
