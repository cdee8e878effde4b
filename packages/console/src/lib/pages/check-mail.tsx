import type { ReactElement, ReactNode } from 'react'
import { useServerSettings } from '../account/use-server-settings.ts'
import { Address } from '../parts/address.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page } from '../parts/page.tsx'
import { Link } from '../router/link.tsx'

interface CheckMailProps {
  readonly email: string
  /** What the link in the mail is good for. */
  readonly children: ReactNode
  /** The words of the way back to the sign-in page. */
  readonly back: string
}

/** "Check your mail": says the same whether the address is known or not. */
export function CheckMail({ email, children, back }: CheckMailProps): ReactElement {
  const { settings } = useServerSettings()
  return (
    <Page title="Check your mail">
      <div className="sent">
        <span className="sent-icon">
          <Icon name="mail" />
        </span>
        <p className="sent-to">
          <Address email={email} />
        </p>
        <p>{children}</p>
        <p className="soft">
          Nothing there after a few minutes? Look in your spam folder, and check the spelling of the address.
        </p>
      </div>
      {settings?.outbox === true && (
        <p className="development">
          This server is in development and sends no mail. <a href="/outbox">Open the outbox</a>
        </p>
      )}
      <p className="below">
        <Link href="/sign-in">{back}</Link>
      </p>
    </Page>
  )
}
