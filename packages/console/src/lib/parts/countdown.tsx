import { type ReactElement, useEffect, useState } from 'react'
import { clockWords } from '../words/time-words.ts'

/** The seconds that are left, to be seen only: what is read aloud stands beside it, once. */
export function Countdown({ seconds, onEnd }: { seconds: number; onEnd(): void }): ReactElement {
  const [left, setLeft] = useState(seconds)
  useEffect(() => {
    // From the clock, not by counting: a page in the background gets its ticks late.
    const end = performance.now() + seconds * 1000
    const timer = setInterval(() => {
      const now = Math.max(0, Math.ceil((end - performance.now()) / 1000))
      setLeft(now)
      if (now > 0) return
      clearInterval(timer)
      onEnd()
    }, 250)
    return () => clearInterval(timer)
  }, [seconds, onEnd])
  return (
    <span className="countdown" aria-hidden="true">
      {clockWords(left)}
    </span>
  )
}
