import { type ComponentProps, type ReactElement, type ReactNode, useId } from 'react'
import { badAddress, mayBeAddress } from '../words/address-words.ts'
import { useForm } from './form-state.ts'

export interface FieldProps extends Omit<ComponentProps<'input'>, 'id' | 'name' | 'autoComplete'> {
  readonly name: string
  readonly label: ReactNode
  /** What browsers and password managers may fill in (WCAG 2.2 §1.3.5). */
  readonly autoComplete: string
  /** What to say when it is left empty; without it the field may be empty. */
  readonly missing?: string
  /** Stands below: what is expected. Gives way to what is wrong. */
  readonly hint?: ReactNode
  /** Stands inside, at the end. */
  readonly end?: ReactNode
  /** Stands below. */
  readonly after?: ReactNode
}

/** A labelled field of a form, with what is expected and what is wrong tied to it. */
export function Field({
  name,
  label,
  missing,
  hint,
  end,
  after,
  onInput,
  ...input
}: FieldProps): ReactElement {
  const { errors, clearError } = useForm()
  const id = useId()
  const error = errors[name]
  const described = error !== undefined ? `${id}-error` : hint != null ? `${id}-hint` : undefined
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={id}>{label}</label>
        {missing === undefined && <span className="optional">Optional</span>}
      </div>
      <div className="field-box">
        <input
          {...input}
          id={id}
          name={name}
          required={missing !== undefined}
          data-missing={missing}
          aria-invalid={error !== undefined}
          aria-describedby={described}
          onInput={(event) => {
            if (error !== undefined) clearError(name)
            onInput?.(event)
          }}
        />
        {end}
      </div>
      {error !== undefined && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {error === undefined && hint != null && (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {after}
    </div>
  )
}

interface EmailFieldProps extends Partial<FieldProps> {
  /** For an address that the server does not know yet: what can be none is said with what else is wrong. */
  readonly isNew?: boolean
}

/** The field of an address. Not `type="email"`: browsers refuse addresses there that mail reaches. */
export function EmailField({ isNew = false, ...props }: EmailFieldProps): ReactElement {
  return (
    <Field
      name="email"
      label="Email address"
      missing="Enter your email address."
      autoComplete="username"
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      onInput={({ currentTarget }) => {
        if (isNew) currentTarget.setCustomValidity(mayBeAddress(currentTarget.value) ? '' : badAddress)
      }}
      {...props}
    />
  )
}
