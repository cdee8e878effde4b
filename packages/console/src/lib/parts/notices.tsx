import {
  createContext,
  type ReactElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useState,
} from 'react'
import { useLocation } from '../router/navigation.ts'
import { Icon } from './icon.tsx'

const NoticeContext = createContext<(text: string) => void>(() => {})

/** Tells that something was done, seen and read aloud: `notify('Saved')`. */
export function useNotify(): (text: string) => void {
  return useContext(NoticeContext)
}

/** Shows the last thing that was done until the next, until it is put away, or for ten seconds. */
export function Notices({ children }: { children: ReactNode }): ReactElement {
  const [notice, setNotice] = useState<{ text: string } | null>(null)
  const { path } = useLocation()
  const notify = useCallback((text: string) => setNotice({ text }), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page, other news
  useEffect(() => setNotice(null), [path])
  useEffect(() => {
    if (!notice) return
    const timer = setTimeout(() => setNotice(null), 10_000)
    return () => clearTimeout(timer)
  }, [notice])
  return (
    <NoticeContext value={notify}>
      {children}
      <div className="notices" role="status">
        {notice && (
          <div className="notice">
            <Icon name="check" />
            <p>{notice.text}</p>
            <button
              type="button"
              className="icon-button"
              aria-label="Dismiss"
              onClick={() => setNotice(null)}
            >
              <Icon name="cross" />
            </button>
          </div>
        )}
      </div>
    </NoticeContext>
  )
}
