import type { ReactElement } from 'react'
import { useForm } from './form-state.ts'

interface SubmitButtonProps {
  readonly label: string
  /** What it says while the form is on its way. */
  readonly busy: string
  readonly danger?: boolean
  readonly quiet?: boolean
}

/** Sends the form. Never `disabled`, which would take the focus away; the form ignores a second press. */
export function SubmitButton({
  label,
  busy,
  danger = false,
  quiet = false,
}: SubmitButtonProps): ReactElement {
  const { pending, waiting } = useForm()
  return (
    <button
      type="submit"
      className={`button${danger ? ' danger' : ''}${quiet ? ' quiet small' : ''}`}
      aria-disabled={pending || waiting}
    >
      {pending && <span className="spinner" aria-hidden="true" />}
      {pending ? busy : label}
    </button>
  )
}
