import {
  createContext,
  type ReactElement,
  type ReactNode,
  useCallback,
  useContext,
  useRef,
  useState,
} from 'react'
import { ApiError } from '../api/api-error.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Form } from '../parts/form.tsx'
import { PasswordField } from '../parts/password-field.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { UsernameField } from '../parts/username-field.tsx'
import { WayBack } from '../parts/way-back.tsx'
import { useAccount, usePerson } from './account-context.ts'

/** Does what needs a recent sign-in: asks for the password when the server says so. Null: the person thought better. */
export type Guarded = <Answer>(act: () => Promise<Answer>) => Promise<{ answer: Answer } | null>

const GuardContext = createContext<Guarded | null>(null)

/** For what may be refused with `auth/insufficient`. */
export function useGuarded(): Guarded {
  const guarded = useContext(GuardContext)
  if (!guarded) throw new Error('there is no Reauthentication around')
  return guarded
}

/** Holds the dialog that asks for the password again (RFC 9470). */
export function Reauthentication({ children }: { children: ReactNode }): ReactElement {
  const { api } = useAccount()
  const { user } = usePerson()
  const [open, setOpen] = useState(false)
  const answer = useRef<(confirmed: boolean) => void>(() => {})

  const guarded = useCallback<Guarded>(async (act) => {
    for (;;) {
      try {
        return { answer: await act() }
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'auth/insufficient') throw error
      }
      const { promise, resolve } = Promise.withResolvers<boolean>()
      answer.current = resolve
      setOpen(true)
      const confirmed = await promise
      setOpen(false)
      if (!confirmed) return null
    }
  }, [])

  const close = (): void => answer.current(false)
  return (
    <GuardContext value={guarded}>
      {children}
      {open && (
        <Dialog
          title="Confirm that it’s you"
          about={
            <p>For this we need your password again, because you signed in more than a few minutes ago.</p>
          }
          onClose={close}
        >
          <Form
            send={async ({ password = '' }) => {
              await api.reauthenticate(password)
              answer.current(true)
            }}
            fieldOf={(error) => (error.code === 'auth/wrong-credentials' ? 'password' : null)}
            say={(error) => (error.code === 'auth/wrong-credentials' ? 'This is not your password.' : null)}
          >
            <UsernameField email={user.email} />
            <PasswordField />
            <div className="actions">
              <WayBack onClick={close} />
              <SubmitButton label="Continue" busy="Checking…" />
            </div>
          </Form>
        </Dialog>
      )}
    </GuardContext>
  )
}
