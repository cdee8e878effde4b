import type { ReactElement } from 'react'
import { Icon, type IconName } from './icon.tsx'

/** A sentence that stands out, and is read aloud when it appears. */
export function Message({ text, icon = 'info' }: { text: string; icon?: IconName }): ReactElement {
  return (
    <div className="message" role="status">
      <Icon name={icon} />
      <p>{text}</p>
    </div>
  )
}
