import { useEffect, useState } from 'react'

/** The time, in milliseconds since 1970; renders again each half minute, so that "just now" does not stay. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
