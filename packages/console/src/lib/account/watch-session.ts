import type { AccountStore } from './account-store.ts'

const betweenChecksMs = 10_000

/**
 * Finds out when the session ends elsewhere: in another tab at once, on another device when the person comes back to
 * the page or touches it, by its age when its time is over. A page that lies open asks nothing, so that it doesn't keep
 * an idle session alive (NIST SP 800-63B-4 §5.2).
 */
export function watchSession(store: AccountStore, channel: BroadcastChannel): void {
  let checkedAt = Date.now()
  let timer: ReturnType<typeof setTimeout> | undefined
  const check = (): void => {
    if (store.state().status !== 'signed-in' || Date.now() - checkedAt < betweenChecksMs) return
    checkedAt = Date.now()
    void store.recheck()
  }
  channel.addEventListener('message', () => void store.recheck())
  for (const event of ['pointerdown', 'keydown', 'focus', 'online']) addEventListener(event, check)
  addEventListener('online', () => {
    if (store.state().status === 'unreachable') void store.recheck()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') check()
  })
  // A page that the browser kept whole for the back button may be another person's by now.
  addEventListener('pageshow', (event) => {
    if (event.persisted) store.forget()
  })
  store.subscribe(() => {
    clearTimeout(timer)
    const state = store.state()
    if (state.status !== 'signed-in') return
    // Both times are the server's, so that a wrong clock here makes no difference.
    const leftMs = Date.parse(state.session.expiresAt) - Date.parse(state.session.lastSeenAt)
    if (leftMs > 0) timer = setTimeout(() => void store.recheck(), Math.min(leftMs + 1_000, 2 ** 31 - 1))
  })
}
