import { type ReactElement, useState } from 'react'
import { type PasswordWords, passwordLength, passwordWords } from '../words/password-words.ts'
import { Field } from './field.tsx'
import { useForm } from './form-state.ts'
import { Icon } from './icon.tsx'

interface PasswordFieldProps {
  readonly name?: string
  readonly label?: string
  readonly missing?: string
  /** For a new password: the least number of characters. */
  readonly least?: number
}

/** The field of a password, which can be shown, and pasted into. */
export function PasswordField({
  name = 'password',
  label = 'Password',
  missing = 'Enter your password.',
  least,
}: PasswordFieldProps): ReactElement {
  const [value, setValue] = useState('')
  const [shown, setShown] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const { pending } = useForm()
  const words = least === undefined ? null : passwordWords(value, least)
  const take = (typed: HTMLInputElement): void => {
    setValue(typed.value)
    if (least === undefined) return
    const { isEnough } = passwordWords(typed.value, least)
    typed.setCustomValidity(isEnough ? '' : `Use at least ${least} characters.`)
  }
  return (
    <Field
      name={name}
      label={label}
      missing={missing}
      // Hidden again when it is sent, so that browsers take it for a password and keep no suggestion of it.
      type={shown && !pending ? 'text' : 'password'}
      autoComplete={least === undefined ? 'current-password' : 'new-password'}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      onInput={(event) => take(event.currentTarget)}
      onKeyDown={(event) => setCapsLock(event.getModifierState('CapsLock'))}
      onKeyUp={(event) => setCapsLock(event.getModifierState('CapsLock'))}
      onBlur={() => setCapsLock(false)}
      end={
        <button
          type="button"
          className="reveal"
          aria-pressed={shown}
          aria-label={`Show ${label.toLowerCase()}`}
          onClick={() => setShown(!shown)}
        >
          <Icon name={shown ? 'eye-off' : 'eye'} />
        </button>
      }
      hint={
        words && least !== undefined ? <Length words={words} share={passwordLength(value) / least} /> : null
      }
      after={
        <>
          <div role="status">{capsLock && <p className="hint">Caps Lock is on.</p>}</div>
          {words && (
            <span className="unseen" role="status">
              {words.isEnough ? 'The password is long enough.' : ''}
            </span>
          )}
        </>
      }
    />
  )
}

/** How long the password is, in words and as a bar. */
function Length({ words, share }: { words: PasswordWords; share: number }): ReactElement {
  return (
    <span className={words.isEnough ? 'length enough' : 'length'}>
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect className="track" width="100" height="4" />
        <rect className="filled" width={Math.min(100, share * 100)} height="4" />
      </svg>
      <span>{words.text}</span>
    </span>
  )
}
