import type { DeviceAnswer } from '@sojourn/protocol'
import type { ReactElement } from 'react'
import { Icon, type IconName } from '../parts/icon.tsx'
import { Time } from '../parts/time.tsx'
import { deviceKind, deviceTitle, dotted, placeWords } from '../words/device-words.ts'
import type { DeviceSession } from './device-order.ts'

interface DeviceRowProps {
  readonly device: DeviceSession
  readonly now: number
  onName(device: DeviceSession): void
  onEnd(device: DeviceSession): void
}

/** One device of the list. The one in use can be named; to end its session is to sign out. */
export function DeviceRow({ device, now, onName, onEnd }: DeviceRowProps): ReactElement {
  const { client, current } = device
  const title = deviceTitle(client)
  return (
    <li className="row">
      <span className="row-icon">
        <Icon name={iconOf(client)} />
      </span>
      <div className="row-text">
        <h2>
          <span className="row-title">{title}</span>
          {current && <span className="badge">This device</span>}
        </h2>
        <p>{dotted([client.name === null ? null : deviceKind(client), placeWords(client)])}</p>
        <p>
          <span className="phrase">
            {current ? (
              'In use now'
            ) : (
              <>
                Last seen <Time at={device.lastSeenAt} now={now} inside />
              </>
            )}
          </span>
          {' · '}
          <span className="phrase">
            signed in <Time at={device.createdAt} now={now} inside />
          </span>
        </p>
      </div>
      <div className="row-actions">
        <button
          type="button"
          className="button quiet small"
          aria-label={`Rename ${title}`}
          onClick={() => onName(device)}
        >
          Rename
        </button>
        {!current && (
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
