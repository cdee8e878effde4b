import { type ComponentProps, type ReactElement, type ReactNode, useId } from 'react'
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

/** The field of an address. Not `type="email"`: browsers refuse addresses there that mail reaches. */
export function EmailField(props: Partial<FieldProps>): ReactElement {
  return (
    <Field
      name="email"
      label="Email address"
      missing="Enter your email address."
      autoComplete="username"
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      {...props}
    />
  )
}
