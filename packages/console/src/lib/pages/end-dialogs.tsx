import type { ReactElement } from 'react'
import { useAccount } from '../account/account-context.ts'
import { ApiError } from '../api/api-error.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { deviceTitle, placeWords } from '../words/device-words.ts'
import { sinceWords } from '../words/time-words.ts'
import type { DeviceSession } from './device-order.ts'

interface EndDialogProps {
  onClose(): void
  onEnded(): Promise<void>
}

/** Asks before the session of one device is ended. */
export function EndSessionDialog({
  device,
  now,
  onClose,
  onEnded,
}: EndDialogProps & { device: DeviceSession; now: number }): ReactElement {
  const { api } = useAccount()
  const title = deviceTitle(device.client)
  const place = placeWords(device.client)
  return (
    <ConfirmDialog
      title={`End the session of “${title}”?`}
      confirm="End session"
      busy="Ending…"
      cancel="Keep it"
      onClose={onClose}
      act={async () => {
        await api.endSession(device.id).catch(unlessGone)
        await onEnded()
      }}
    >
      <p>
        {`${title}, last seen ${sinceWords(device.lastSeenAt, now)}${place === null ? '' : `, ${place}`}, is signed out at once. `}
        Whoever uses it has to sign in again with your password. This can’t be undone.
      </p>
    </ConfirmDialog>
  )
}

/** Asks before the sessions of all other devices are ended. */
export function EndOthersDialog({
  devices,
  onClose,
  onEnded,
}: EndDialogProps & { devices: readonly DeviceSession[] }): ReactElement {
  const { api } = useAccount()
  const count = devices.length
  return (
    <ConfirmDialog
      title="End all other sessions?"
      confirm={count === 1 ? 'End 1 session' : `End ${count} sessions`}
      busy="Ending…"
      cancel="Keep them"
      onClose={onClose}
      act={async () => {
        await api.endOtherSessions()
        await onEnded()
      }}
    >
      <p>
        {count === 1 ? 'This device is' : `These ${count} devices are`} signed out at once, and any that signs
        in before you press the button. Here you stay signed in. This can’t be undone.
      </p>
      <ul className="named">
        {devices.map(({ id, client }) => (
          <li key={id}>{deviceTitle(client)}</li>
        ))}
      </ul>
    </ConfirmDialog>
  )
}

/** Gone is what was asked for. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 'request/unknown-session') throw error
}
