import type { ReactElement } from 'react'
import { exactWords, sinceWords, sinceWordsInside } from '../words/time-words.ts'

interface TimeProps {
  readonly at: string
  readonly now: number
  /** Whether it goes on from a word before it, such as `signed in …`. */
  readonly inside?: boolean
}

/** How long ago something was; the exact time shows when one points at it. */
export function Time({ at, now, inside = false }: TimeProps): ReactElement {
  return (
    <time dateTime={at} title={exactWords(at)}>
      {(inside ? sinceWordsInside : sinceWords)(at, now)}
    </time>
  )
}
