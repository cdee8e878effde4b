import type { ReactElement } from 'react'
import { useAccount } from '../account/account-context.ts'
import { useLoad } from '../account/use-load.ts'
import { Page } from '../parts/page.tsx'
import { ActivitySection } from './activity-section.tsx'
import { EmailSection } from './email-section.tsx'
import { PasswordSection } from './password-section.tsx'

/** What protects the account, and what happened to it. */
export function SecurityPage(): ReactElement {
  const { api } = useAccount()
  const activity = useLoad('activity', () => api.activity())
  return (
    <Page title="Your security" lead="How you sign in, and what happened to your account.">
      <EmailSection onChange={activity.reload} />
      <PasswordSection onChange={activity.reload} />
      <ActivitySection activity={activity} />
    </Page>
  )
}
