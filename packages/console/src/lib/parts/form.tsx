import {
  type ReactElement,
  type ReactNode,
  type SubmitEvent,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { ApiError, isSignedOut } from '../api/api-error.ts'
import { failureWords, fieldOfError } from '../words/failure-words.ts'
import { fieldErrors, valuesOf } from './form-fields.ts'
import { FormMessage } from './form-message.tsx'
import { type Failure, FormContext, type FormState } from './form-state.ts'

export interface FormProps {
  readonly children: ReactNode
  /** Sends the values, by name of the field. The `ApiError` that it throws is shown at its field or above the form. */
  send(values: Readonly<Record<string, string>>): Promise<void>
  /** The field that an error is about, where its code does not say so. */
  fieldOf?(error: ApiError): string | null
  /** What an error means here, where it means more than elsewhere. */
  say?(error: ApiError): string | null
}

/** A form that says what is wrong where it is wrong, and is sent once at a time. */
export function Form({ children, send, fieldOf, say }: FormProps): ReactElement {
  const form = useRef<HTMLFormElement>(null)
  const sending = useRef(false)
  const [pending, setPending] = useState(false)
  const [waiting, setWaiting] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [refusals, setRefusals] = useState(0)

  const refuse = (found: Readonly<Record<string, string>>, whole: Failure | null): void => {
    setErrors(found)
    setFailure(whole)
    setRefusals((count) => count + 1)
  }

  const fail = (error: ApiError): void => {
    const field = fieldOf?.(error) ?? fieldOfError(error)
    const isThere = field !== null && form.current?.elements.namedItem(field) != null
    setWaiting(error.status === 429 && error.retryAfterSeconds !== null)
    const text = say?.(error) ?? failureWords(error)
    if (isThere) refuse({ [field]: text }, null)
    else refuse({}, { text, retryAfterSeconds: error.status === 429 ? error.retryAfterSeconds : null })
  }

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    event.stopPropagation()
    if (sending.current || waiting) return
    const missing = fieldErrors(event.currentTarget)
    if (Object.keys(missing).length > 0) return refuse(missing, null)
    sending.current = true
    setPending(true)
    setErrors({})
    setFailure(null)
    try {
      await send(valuesOf(event.currentTarget))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      // The sign-in page is on its way.
      if (!isSignedOut(error)) fail(error)
    } finally {
      sending.current = false
      setPending(false)
    }
  }

  // After what is wrong was rendered, the focus goes there: to the first field, or to the message above.
  useEffect(() => {
    if (refusals === 0) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    const message = form.current?.querySelector<HTMLElement>('[role="alert"]')
    const target = wrong ?? message
    target?.focus()
  }, [refusals])

  const state = useMemo<FormState>(
    () => ({
      pending,
      waiting,
      failure,
      errors,
      clearError: (field) => setErrors(({ [field]: _, ...others }) => others),
      waited: () => setWaiting(false),
    }),
    [pending, waiting, failure, errors],
  )
  return (
    <FormContext value={state}>
      <form ref={form} onSubmit={submit} noValidate aria-busy={pending}>
        <FormMessage />
        {children}
      </form>
    </FormContext>
  )
}
