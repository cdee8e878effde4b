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
import { Icon } from './icon.tsx'

const shownMs = 10_000

interface Notices {
  /** An object, so that the same text twice is two notices. */
  readonly notice: { readonly text: string } | null
  notify(text: string): void
  dismiss(): void
}

const NoticeContext = createContext<Notices>({ notice: null, notify() {}, dismiss() {} })

/** Tells that something was done, to be seen and read aloud: `notify('Your name is saved.')`. */
export function useNotify(): (text: string) => void {
  return useContext(NoticeContext).notify
}

/** Keeps the last thing that was done, until the next, until it is put away, or for ten seconds. */
export function NoticeProvider({ children }: { children: ReactNode }): ReactElement {
  const [notice, setNotice] = useState<Notices['notice']>(null)
  const { path } = useLocation()
  const notify = useCallback((text: string) => setNotice({ text }), [])
  const dismiss = useCallback(() => setNotice(null), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page, other news
  useEffect(dismiss, [path])
  useEffect(() => {
    if (!notice) return
    const timer = setTimeout(dismiss, shownMs)
    return () => clearTimeout(timer)
  }, [notice, dismiss])
  const notices = useMemo(() => ({ notice, notify, dismiss }), [notice, notify, dismiss])
  return <NoticeContext value={notices}>{children}</NoticeContext>
}

/** Where notices appear: always there, so that a screen reader hears them come. */
export function NoticeArea(): ReactElement {
  const { notice, dismiss } = useContext(NoticeContext)
  return (
    <div className="notices" role="status">
      {notice && (
        <div className="notice">
          <Icon name="info" />
          <p>{notice.text}</p>
          <button type="button" className="icon-button" aria-label="Dismiss" onClick={dismiss}>
            <Icon name="cross" />
          </button>
        </div>
      )}
    </div>
  )
}
