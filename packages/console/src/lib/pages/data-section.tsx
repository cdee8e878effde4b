import type { ReactElement } from 'react'
import { useAccount } from '../account/account-context.ts'
import { useGuarded } from '../account/reauthentication.tsx'
import { Form } from '../parts/form.tsx'
import { useNotify } from '../parts/notices.tsx'
import { Section } from '../parts/section.tsx'
import { SubmitButton } from '../parts/submit-button.tsx'
import { saveFile } from './save-file.ts'

/** Everything that is kept about the person, as a file. */
export function DataSection(): ReactElement {
  const { api } = useAccount()
  const guarded = useGuarded()
  const notify = useNotify()
  return (
    <Section title="Your data" about="All that is kept about you: account, devices and activity, as JSON.">
      <Form
        send={async () => {
          const done = await guarded(() => api.exportData())
          if (!done) return
          const day = new Date().toISOString().slice(0, 10)
          saveFile(`sojourn-data-${day}.json`, 'application/json', JSON.stringify(done.answer, null, 2))
          notify('Your data is in your downloads.')
        }}
      >
        <div className="line">
          <div className="line-text">
            <p>Keep the file safe: it tells where and when you signed in.</p>
          </div>
          <SubmitButton label="Download" busy="Preparing…" quiet />
        </div>
      </Form>
    </Section>
  )
}
