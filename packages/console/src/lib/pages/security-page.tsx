import type { ReactElement } from 'react'
import { Page } from '../parts/page.tsx'
import { ActivitySection } from './activity-section.tsx'
import { EmailSection } from './email-section.tsx'
import { PasswordSection } from './password-section.tsx'

/** What protects the account, and what happened to it. */
export function SecurityPage(): ReactElement {
  return (
    <Page title="Your security" lead="How you sign in, and what happened to your account.">
      <EmailSection />
      <PasswordSection />
      <ActivitySection />
    </Page>
  )
}
