import type { ReactElement } from 'react'
import { useAccount } from '../account/account-context.ts'
import { ApiError } from '../api/api-error.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { deviceKind, deviceTitle, dotted, placeWords } from '../words/device-words.ts'
import { sinceWordsInside } from '../words/time-words.ts'
import type { DeviceSession } from './device-order.ts'

const mostNamed = 6

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
  const { client } = device
  const title = deviceTitle(client)
  return (
    <ConfirmDialog
      title="End this session?"
      confirm="End session"
      busy="Ending…"
      cancel="Keep it signed in"
      onClose={onClose}
      act={async () => {
        await api.endSession(device.id).catch(unlessGone)
        await onEnded()
      }}
      about={
        <>
          <div className="tile">
            <p className="strong">{title}</p>
            <p className="soft">
              {dotted([
                client.name === null ? null : deviceKind(client),
                placeWords(client),
                `last seen ${sinceWordsInside(device.lastSeenAt, now)}`,
              ])}
            </p>
          </div>
          <p>It is signed out at once. Whoever uses it needs your password to go on. This can’t be undone.</p>
        </>
      }
    />
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
      cancel="Keep them signed in"
      onClose={onClose}
      act={async () => {
        await api.endOtherSessions()
        await onEnded()
      }}
      about={
        <>
          <ul className="tile">
            {devices.slice(0, mostNamed).map(({ id, client }) => (
              <li key={id}>{deviceTitle(client)}</li>
            ))}
            {count > mostNamed && <li>{`and ${count - mostNamed} more`}</li>}
          </ul>
          <p>
            {count === 1 ? 'It is' : 'They are'} signed out at once; here you stay signed in. Whoever uses
            {count === 1 ? ' it' : ' them'} needs your password to go on. This can’t be undone.
          </p>
        </>
      }
    />
  )
}

/** Gone is what was asked for. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 'request/unknown-session') throw error
}
