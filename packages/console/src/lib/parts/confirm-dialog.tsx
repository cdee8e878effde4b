import type { ReactElement, ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { Form } from './form.tsx'
import { SubmitButton } from './submit-button.tsx'
import { WayBack } from './way-back.tsx'

interface ConfirmDialogProps {
  readonly title: string
  /** Says exactly what will happen. */
  readonly about: ReactNode
  /** What has to be filled in before. */
  readonly children?: ReactNode
  readonly confirm: string
  readonly busy: string
  /** The way back, such as `Keep it signed in`. */
  readonly cancel: string
  act(values: Readonly<Record<string, string>>): Promise<void>
  onClose(): void
}

/** Asks before something that can't be taken back. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const { title, about, children, confirm, busy, cancel, act, onClose } = props
  return (
    <Dialog title={title} about={about} alarming onClose={onClose}>
      <Form send={act}>
        {children}
        <div className="actions">
          <WayBack label={cancel} onClick={onClose} />
          <SubmitButton label={confirm} busy={busy} danger />
        </div>
      </Form>
    </Dialog>
  )
}
