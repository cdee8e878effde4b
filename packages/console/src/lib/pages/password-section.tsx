import type { ReactElement } from 'react'
import { useAccount, usePerson } from '../account/account-context.ts'
import { useServerSettings } from '../account/use-server-settings.ts'
import { CheckBox } from '../parts/check-box.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { Form } from '../parts/form.tsx'
import { useNotify } from '../parts/notices.tsx'
import { PasswordField } from '../parts/password-field.tsx'
import { Section } from '../parts/section.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { UsernameField } from '../parts/username-field.tsx'
import { WayBack } from '../parts/way-back.tsx'

/** A way to another password. */
export function PasswordSection({ onChange }: { onChange(): void }): ReactElement {
  const { api, recheck, seen } = useAccount()
  const { user } = usePerson()
  const { least } = useServerSettings()
  const notify = useNotify()
  return (
    <Section
      title="Password"
      about="Choose one that you use nowhere else. A few words are easiest to remember."
    >
      <Disclosure
        open="Change"
        what="password"
        summary={
          <p className="strong dots">
            <span aria-hidden="true">••••••••••••</span>
            <span className="unseen">Your password is set</span>
          </p>
        }
      >
        {(close) => (
          <Form
            send={async ({ current = '', next = '', keep }) => {
              const keepOthers = keep !== undefined
              await api.changePassword({ current, next, keepOthers })
              close()
              onChange()
              seen.delete('sessions')
              notify(
                keepOthers
                  ? 'Your password is changed. Your other devices stay signed in.'
                  : 'Your password is changed, and your other devices are signed out.',
              )
              await recheck()
            }}
            fieldOf={({ code }) => {
              if (code === 'auth/wrong-credentials') return 'current'
              return code?.startsWith('password/') ? 'next' : null
            }}
            say={({ code }) => (code === 'auth/wrong-credentials' ? 'This is not your password.' : null)}
          >
            <UsernameField email={user.email} />
            <PasswordField name="current" label="Current password" missing="Enter your current password." />
            <PasswordField name="next" label="New password" least={least} missing="Choose a new password." />
            <CheckBox
              name="keep"
              label="Keep my other devices signed in"
              hint="Leave this empty if somebody else may know your password."
            />
            <div className="actions">
              <SubmitButton label="Change password" busy="Changing…" />
              <WayBack onClick={close} />
            </div>
          </Form>
        )}
      </Disclosure>
    </Section>
  )
}
