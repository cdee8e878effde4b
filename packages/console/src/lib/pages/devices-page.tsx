import { type ReactElement, useRef, useState } from 'react'
import { useAccount } from '../account/account-context.ts'
import { useLoad } from '../account/use-load.ts'
import { useNotify } from '../parts/notices.tsx'
import { Page } from '../parts/page.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Unreachable } from '../parts/unreachable.tsx'
import { deviceTitle } from '../words/device-words.ts'
import { useNow } from '../words/use-now.ts'
import { type DeviceSession, inOrder } from './device-order.ts'
import { DeviceRow } from './device-row.tsx'
import { EndOthersDialog, EndSessionDialog } from './end-dialogs.tsx'
import { NameDialog } from './name-dialog.tsx'

type Asking =
  | { readonly kind: 'name' | 'end'; readonly device: DeviceSession }
  | { readonly kind: 'end-others' }

/** Where the person is signed in. */
export function DevicesPage(): ReactElement {
  const { api } = useAccount()
  const { data, error, reload } = useLoad('sessions', () => api.sessions())
  const [asking, setAsking] = useState<Asking | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const notify = useNotify()
  const now = useNow()
  const devices = inOrder(data?.sessions ?? [])
  const others = devices.filter(({ current }) => !current)
  const close = (): void => setAsking(null)

  const done = async (text: string): Promise<void> => {
    await reload()
    close()
    notify(text)
  }
  const ended = async (text: string): Promise<void> => {
    await done(text)
    // The row or the button that had the focus is gone: the list has it now.
    requestAnimationFrame(() => list.current?.focus())
  }

  return (
    <Page
      title="Your devices"
      lead="Where you are signed in now. If you don’t know one of these, end its session and change your password."
    >
      {error && <Unreachable error={error} retry={reload} />}
      {(data || !error) && (
        <div className="card">
          {!data && <Skeleton rows={3} what="your devices" />}
          {data && (
            <ul className="rows" ref={list} tabIndex={-1} aria-label="Devices">
              {devices.map((device) => (
                <DeviceRow
                  key={device.id}
                  device={device}
                  now={now}
                  onName={() => setAsking({ kind: 'name', device })}
                  onEnd={() => setAsking({ kind: 'end', device })}
                />
              ))}
            </ul>
          )}
          {data && others.length === 0 && <p className="card-foot">You are signed in nowhere else.</p>}
          {others.length > 0 && (
            <div className="card-foot">
              <p>Lost a device, or see one that isn’t yours?</p>
              <button
                type="button"
                className="button quiet danger"
                onClick={() => setAsking({ kind: 'end-others' })}
              >
                End all other sessions
              </button>
            </div>
          )}
        </div>
      )}
      {asking?.kind === 'name' && (
        <NameDialog
          device={asking.device}
          onClose={close}
          onNamed={(title) => done(`This device is called “${title}” now.`)}
        />
      )}
      {asking?.kind === 'end' && (
        <EndSessionDialog
          device={asking.device}
          now={now}
          onClose={close}
          onEnded={() => ended(`“${deviceTitle(asking.device.client)}” is signed out.`)}
        />
      )}
      {asking?.kind === 'end-others' && (
        <EndOthersDialog
          devices={others}
          onClose={close}
          onEnded={() => ended('All your other devices are signed out.')}
        />
      )}
    </Page>
  )
}
