import type { ReactElement } from 'react'
import { exactWords, sinceWords } from '../words/time-words.ts'

/** How long ago something was; the exact time shows when one points at it. */
export function Time({ at, now }: { at: string; now: number }): ReactElement {
  return (
    <time dateTime={at} title={exactWords(at)}>
      {sinceWords(at, now)}
    </time>
  )
}
