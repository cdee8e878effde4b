import {
  createContext,
  type ReactElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react'
import { useLocation } from '../router/navigation.ts'
import { focusContentWhenLost } from './focus-content.ts'
import { Icon } from './icon.tsx'

const shownMs = 10_000

/** Whether it went as the person wanted. */
type Outcome = 'done' | 'failed'

/** An object, so that the same text twice is two notices. */
interface Notice {
  readonly text: string
  readonly outcome: Outcome
}

interface Notices {
  readonly notice: Notice | null
  notify(text: string, outcome?: Outcome): void
  dismiss(): void
}

const NoticeContext = createContext<Notices>({ notice: null, notify() {}, dismiss() {} })

/** Tells what came of something, to be seen and read aloud: `notify('Your name is saved.')`. */
export function useNotify(): Notices['notify'] {
  return useContext(NoticeContext).notify
}

/** Keeps the last thing that was done, until the next, until it is put away, until another page, or for ten seconds. */
export function NoticeProvider({ children }: { children: ReactNode }): ReactElement {
  const [notice, setNotice] = useState<Notice | null>(null)
  const { path } = useLocation()
  const notify = useCallback<Notices['notify']>((text, outcome = 'done') => setNotice({ text, outcome }), [])
  const dismiss = useCallback(() => setNotice(null), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page, other news
  useEffect(dismiss, [path])
  const notices = useMemo(() => ({ notice, notify, dismiss }), [notice, notify, dismiss])
  return <NoticeContext value={notices}>{children}</NoticeContext>
}

/** Where notices appear: always there, so that a screen reader hears them come. */
export function NoticeArea(): ReactElement {
  const { notice, dismiss } = useContext(NoticeContext)
  return (
    <div className="notices" role="status">
      {notice && <Shown notice={notice} dismiss={dismiss} />}
    </div>
  )
}

/** The time stands still while somebody points at it or has the focus in it. */
function Shown({ notice, dismiss }: { notice: Notice; dismiss(): void }): ReactElement {
  const [held, setHeld] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another notice has its own time
  useEffect(() => {
    if (held) return
    const timer = setTimeout(dismiss, shownMs)
    return () => clearTimeout(timer)
  }, [notice, held, dismiss])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done by them but that it stays
    <div
      className="notice"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={({ currentTarget }) => setHeld(currentTarget.contains(document.activeElement))}
      onFocus={() => setHeld(true)}
      onBlur={({ currentTarget }) => setHeld(currentTarget.matches(':hover'))}
    >
      <Icon name={notice.outcome === 'done' ? 'check' : 'alert'} />
      <p>{notice.text}</p>
      <button
        type="button"
        className="icon-button"
        aria-label="Dismiss"
        onClick={() => {
          dismiss()
          focusContentWhenLost()
        }}
      >
        <Icon name="cross" />
      </button>
    </div>
  )
}
