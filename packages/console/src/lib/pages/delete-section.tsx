import { type ReactElement, useState } from 'react'
import { useAccount, usePerson } from '../account/account-context.ts'
import { useGuarded } from '../account/reauthentication.tsx'
import { Address } from '../parts/address.tsx'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Section } from '../parts/section.tsx'
import { navigate } from '../router/navigation.ts'

/** The way out: the account and all that belongs to it. */
export function DeleteSection(): ReactElement {
  const { api, leave } = useAccount()
  const { user } = usePerson()
  const guarded = useGuarded()
  const [open, setOpen] = useState(false)
  const close = (): void => setOpen(false)
  return (
    <Section title="Delete account" about="This can’t be undone." danger>
      <div className="line">
        <div className="line-text">
          <p>Your account, its sessions on all devices and its activity are erased at once.</p>
        </div>
        <button type="button" className="button quiet danger small" onClick={() => setOpen(true)}>
          Delete my account
        </button>
      </div>
      {open && (
        <ConfirmDialog
          title="Delete your account?"
          confirm="Delete for good"
          busy="Deleting…"
          cancel="Keep my account"
          onClose={close}
          act={async () => {
            const done = await guarded(() => api.deleteAccount())
            if (!done) return
            leave('account-deleted')
            navigate('/sign-in', { replace: true })
          }}
          about={
            <p>
              You are signed out on all your devices at once. Your account, its sessions and its activity are
              erased, and nobody can bring them back.
            </p>
          }
        >
          <Field
            name="confirmation"
            label={
              <>
                Type <Address email={user.email} /> to confirm
              </>
            }
            missing={`Type ${user.email} here.`}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onInput={({ currentTarget }) => {
              const isSame = currentTarget.value.trim().toLowerCase() === user.email.toLowerCase()
              currentTarget.setCustomValidity(isSame ? '' : 'This is not your address.')
            }}
          />
        </ConfirmDialog>
      )}
    </Section>
  )
}
