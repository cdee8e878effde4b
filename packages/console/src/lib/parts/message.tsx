import type { ReactElement, ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

/** A sentence that stands out, and is read aloud when it appears. */
export function Message({ children, icon = 'info' }: { children: ReactNode; icon?: IconName }): ReactElement {
  return (
    <div className="message" role="status">
      <Icon name={icon} />
      <p>{children}</p>
    </div>
  )
}
