import type { ActivityAnswer } from '@sojourn/protocol'
import { type ReactElement, useRef, useState } from 'react'
import type { Loaded } from '../account/use-load.ts'
import { Icon } from '../parts/icon.tsx'
import { Section } from '../parts/section.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Time } from '../parts/time.tsx'
import { Unreachable } from '../parts/unreachable.tsx'
import { activityWords } from '../words/activity-words.ts'
import { deviceKind, dotted, placeWords } from '../words/device-words.ts'
import { useNow } from '../words/use-now.ts'

const step = 8

interface ActivitySectionProps {
  readonly activity: Loaded<{ readonly activity: readonly ActivityAnswer[] }>
}

/** What happened to the account lately. */
export function ActivitySection({ activity }: ActivitySectionProps): ReactElement {
  const { data, error, reload } = activity
  const [shown, setShown] = useState(step)
  const list = useRef<HTMLUListElement>(null)
  const now = useNow()
  const showMore = (): void => {
    setShown(shown + 3 * step)
    // The button may be gone: what it brought has the focus now.
    requestAnimationFrame(() => list.current?.querySelectorAll('li')[shown]?.focus())
  }
  const all = data?.activity ?? []
  return (
    <Section title="Recent activity" about="If you don’t know one of these, change your password.">
      {error && <Unreachable error={error} retry={reload} />}
      {!data && !error && <Skeleton rows={4} what="your activity" />}
      {data && all.length === 0 && <p className="empty">Nothing has happened yet.</p>}
      {all.length > 0 && (
        <ul className="rows" ref={list}>
          {all.slice(0, shown).map((activity, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two may have the same time and kind
            <ActivityRow key={`${activity.at} ${activity.kind} ${place}`} activity={activity} now={now} />
          ))}
        </ul>
      )}
      {all.length > shown && (
        <div className="card-foot">
          <p>{`${shown} of ${all.length}`}</p>
          <button type="button" className="button quiet small" onClick={showMore}>
            Show more
          </button>
        </div>
      )}
    </Section>
  )
}

function ActivityRow({ activity, now }: { activity: ActivityAnswer; now: number }): ReactElement {
  const { text, icon, isAlarming } = activityWords(activity.kind)
  const { browser, system } = activity.client
  const device = browser === null && system === null ? null : deviceKind(activity.client)
  return (
    <li className={isAlarming ? 'row compact alarming' : 'row compact'} tabIndex={-1}>
      <span className="row-icon">
        <Icon name={icon} />
      </span>
      <div className="row-text">
        <h3>{text}</h3>
        <p>{dotted([device, placeWords(activity.client)])}</p>
      </div>
      <p className="row-time">
        <Time at={activity.at} now={now} />
      </p>
    </li>
  )
}
