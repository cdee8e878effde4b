import { type ReactElement, useRef, useState } from 'react'
import { useAccount } from '../account/account-context.ts'
import { useLoad } from '../account/use-load.ts'
import { useNotify } from '../parts/notices.tsx'
import { Page } from '../parts/page.tsx'
import { Section } from '../parts/section.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Unreachable } from '../parts/unreachable.tsx'
import { deviceTitle } from '../words/device-words.ts'
import { useNow } from '../words/use-now.ts'
import { type DeviceSession, inOrder } from './device-order.ts'
import { DeviceRow } from './device-row.tsx'
import { EndOthersDialog, EndSessionDialog } from './end-dialogs.tsx'
import { NameDialog } from './name-dialog.tsx'

type Asking = { kind: 'name' | 'end'; device: DeviceSession } | { kind: 'end-others' } | null

/** Where the person is signed in. */
export function DevicesPage(): ReactElement {
  const { api } = useAccount()
  const { data, error, pending, reload } = useLoad('sessions', () => api.sessions())
  const [asking, setAsking] = useState<Asking>(null)
  const others = useRef<HTMLHeadingElement>(null)
  const notify = useNotify()
  const now = useNow()
  const { current, rest } = inOrder(data?.sessions ?? [])
  const close = (): void => setAsking(null)

  /** The row that the focus was in is gone: the list's heading has it now. */
  const done = async (text: string): Promise<void> => {
    await reload()
    close()
    notify(text)
    requestAnimationFrame(() => others.current?.focus())
  }
  const ask = (kind: 'name' | 'end') => (device: DeviceSession) => setAsking({ kind, device })

  return (
    <Page title="Your devices" lead="Where you are signed in now.">
      {error && <Unreachable error={error} pending={pending} retry={reload} />}
      {!data && !error && (
        <Section title="This device">
          <Skeleton rows={3} what="your devices" />
        </Section>
      )}
      {current && (
        <Section title="This device">
          <ul className="rows">
            <DeviceRow device={current} now={now} onName={ask('name')} />
          </ul>
        </Section>
      )}
      {data && (
        <Section
          title={rest.length === 0 ? 'Other devices' : `Other devices (${rest.length})`}
          about="If you don’t know one of them, end its session and change your password."
          headingRef={others}
        >
          {rest.length === 0 ? (
            <p className="empty">You are signed in nowhere else.</p>
          ) : (
            <>
              <ul className="rows">
                {rest.map((device) => (
                  <DeviceRow
                    key={device.id}
                    device={device}
                    now={now}
                    onName={ask('name')}
                    onEnd={ask('end')}
                  />
                ))}
              </ul>
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
            </>
          )}
        </Section>
      )}
      {asking?.kind === 'name' && (
        <NameDialog
          device={asking.device}
          onClose={close}
          onNamed={async (title) => {
            await reload()
            close()
            notify(`The device is called “${title}” now.`)
          }}
        />
      )}
      {asking?.kind === 'end' && (
        <EndSessionDialog
          device={asking.device}
          now={now}
          onClose={close}
          onEnded={() => done(`“${deviceTitle(asking.device.client)}” is signed out.`)}
        />
      )}
      {asking?.kind === 'end-others' && (
        <EndOthersDialog
          devices={rest}
          onClose={close}
          onEnded={() => done('All your other devices are signed out.')}
        />
      )}
    </Page>
  )
}
