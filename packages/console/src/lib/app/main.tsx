import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { AccountContext } from '../account/account-context.ts'
import { createAccountStore } from '../account/account-store.ts'
import { watchSession } from '../account/watch-session.ts'
import { NoticeProvider } from '../parts/notices.tsx'
import { takeMailedCode } from '../router/mailed-code.ts'
import { App } from './app.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { applyTheme, readTheme } from './theme.ts'

takeMailedCode()
applyTheme(readTheme())

const channel = new BroadcastChannel('sojourn-account')
const store = createAccountStore(() => channel.postMessage('changed'))
watchSession(store, channel)
void store.recheck()

const root = document.getElementById('root')
if (!root) throw new Error('the page has no root')
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <AccountContext value={store}>
        <NoticeProvider>
          <App />
        </NoticeProvider>
      </AccountContext>
    </ErrorBoundary>
  </StrictMode>,
)
