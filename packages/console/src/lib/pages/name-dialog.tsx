import type { ReactElement } from 'react'
import { useAccount } from '../account/account-context.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { WayBack } from '../parts/way-back.tsx'
import { deviceKind } from '../words/device-words.ts'
import type { DeviceSession } from './device-order.ts'

interface NameDialogProps {
  readonly device: DeviceSession
  onClose(): void
  onNamed(title: string): Promise<void>
}

/** Gives a device a name of the person's own. */
export function NameDialog({ device: { id, client }, onClose, onNamed }: NameDialogProps): ReactElement {
  const { api } = useAccount()
  return (
    <Dialog
      title="Rename this device"
      about={<p>{`${deviceKind(client)}. Only you see the name.`}</p>}
      onClose={onClose}
    >
      <Form
        send={async ({ name = '' }) => {
          await api.nameSession(id, name.trim() || null)
          await onNamed(name.trim() || deviceKind(client))
        }}
      >
        <Field
          name="name"
          label="Name"
          autoComplete="off"
          maxLength={100}
          defaultValue={client.name ?? ''}
          placeholder="Such as: laptop at home"
        />
        <div className="actions">
          <WayBack onClick={onClose} />
          <SubmitButton label="Save" busy="Saving…" />
        </div>
      </Form>
    </Dialog>
  )
}
