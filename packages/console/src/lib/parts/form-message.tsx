import { type ReactElement, useCallback, useState } from 'react'
import { Countdown } from './countdown.tsx'
import { useForm } from './form-state.ts'
import { Icon } from './icon.tsx'

/** What is wrong with the whole form, above it. */
export function FormMessage(): ReactElement | null {
  const { failure } = useForm()
  if (!failure) return null
  if (failure.retryAfterSeconds !== null) {
    return <WaitMessage text={failure.text} seconds={failure.retryAfterSeconds} />
  }
  return (
    <div className="message danger" role="alert" tabIndex={-1}>
      <Icon name="alert" />
      <p>{failure.text}</p>
    </div>
  )
}

function WaitMessage({ text, seconds }: { text: string; seconds: number }): ReactElement {
  const { waited } = useForm()
  const [over, setOver] = useState(false)
  const onEnd = useCallback(() => {
    setOver(true)
    waited()
  }, [waited])
  return (
    <div className={over ? 'message' : 'message danger'} role="alert" tabIndex={-1}>
      <Icon name={over ? 'check' : 'clock'} />
      <p>{over ? 'You can try again now.' : text}</p>
      {!over && <Countdown seconds={seconds} onEnd={onEnd} />}
    </div>
  )
}
