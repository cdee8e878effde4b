import type { ReactElement } from 'react'
import { usePerson } from '../account/account-context.ts'
import { Address } from '../parts/address.tsx'
import { Page } from '../parts/page.tsx'
import { dateWords } from '../words/time-words.ts'
import { DataSection } from './data-section.tsx'
import { DeleteSection } from './delete-section.tsx'
import { NameSection } from './name-section.tsx'

/** Who the person is, what is kept about them, and the way out. */
export function ProfilePage(): ReactElement {
  const { user } = usePerson()
  return (
    <Page
      title="Your profile"
      lead={
        <>
          <Address email={user.email} />, here since {dateWords(user.createdAt)}.
        </>
      }
    >
      <NameSection />
      <DataSection />
      <DeleteSection />
    </Page>
  )
}
