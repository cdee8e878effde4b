import { createContext, useContext } from 'react'

/** What is wrong with the whole of a form. */
export interface Failure {
  readonly text: string
  /** How long the server asks to wait, or null. */
  readonly retryAfterSeconds: number | null
}

/** What the parts of a form know of it. */
export interface FormState {
  readonly pending: boolean
  /** What is wrong with a field, by its name. */
  readonly errors: Readonly<Record<string, string>>
  /** What is wrong with the whole. */
  readonly failure: Failure | null
  /** Whether the server asked to wait, and the time is not over. */
  readonly waiting: boolean
  clearError(field: string): void
  waited(): void
}

export const FormContext = createContext<FormState | null>(null)

/** The form around a part. */
export function useForm(): FormState {
  const form = useContext(FormContext)
  if (!form) throw new Error('there is no Form around')
  return form
}
