import type { DeviceAnswer } from '@sojourn/protocol'
import type { ReactElement } from 'react'
import { Icon, type IconName } from '../parts/icon.tsx'
import { Time } from '../parts/time.tsx'
import { deviceKind, deviceTitle, placeWords } from '../words/device-words.ts'
import type { DeviceSession } from './device-order.ts'

interface DeviceRowProps {
  readonly device: DeviceSession
  readonly now: number
  onName(device: DeviceSession): void
  /** Absent for this device: that is to sign out. */
  onEnd?(device: DeviceSession): void
}

/** One device of the list. */
export function DeviceRow({ device, now, onName, onEnd }: DeviceRowProps): ReactElement {
  const { client } = device
  const title = deviceTitle(client)
  const place = placeWords(client)
  return (
    <li className="row">
      <span className="row-icon">
        <Icon name={iconOf(client)} />
      </span>
      <div className="row-text">
        <h3>
          <span className="row-title">{title}</span>
          {device.current && <span className="badge">This device</span>}
        </h3>
        {client.name !== null && <p>{deviceKind(client)}</p>}
        <p>
          {place ?? 'Place unknown'}
          <span className="dot" aria-hidden="true" />
          {device.current ? (
            'in use now'
          ) : (
            <>
              last seen <Time at={device.lastSeenAt} now={now} />
            </>
          )}
        </p>
        <p>
          Signed in <Time at={device.createdAt} now={now} />
        </p>
      </div>
      <div className="row-actions">
        <button
          type="button"
          className="button quiet small"
          aria-label={`Name ${title}`}
          onClick={() => onName(device)}
        >
          Name
        </button>
        {onEnd && (
          <button
            type="button"
            className="button quiet danger small"
            aria-label={`End session of ${title}`}
            onClick={() => onEnd(device)}
          >
            End session
          </button>
        )}
      </div>
    </li>
  )
}

function iconOf({ kind, system }: DeviceAnswer): IconName {
  if (kind === 'token') return 'terminal'
  return system !== null && /android|ios|ipados/i.test(system) ? 'phone' : 'laptop'
}
