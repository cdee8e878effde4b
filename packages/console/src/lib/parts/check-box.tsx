import { type ReactElement, useId } from 'react'

interface CheckBoxProps {
  readonly name: string
  readonly label: string
  readonly hint: string
}

/** A choice that is off until it is made. */
export function CheckBox({ name, label, hint }: CheckBoxProps): ReactElement {
  const id = useId()
  return (
    <div className="check-box">
      <input type="checkbox" id={id} name={name} autoComplete="off" aria-describedby={`${id}-hint`} />
      <div>
        <label htmlFor={id}>{label}</label>
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      </div>
    </div>
  )
}
