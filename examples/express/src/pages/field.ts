import { type Html, html } from '../html.ts'

/** What is wrong with a form: a sentence for each field, and one for the whole of it. */
export interface FormErrors {
  readonly form?: string
  readonly fields?: Readonly<Record<string, string>>
}

export interface FieldOptions {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'email' | 'password'
  readonly autocomplete: 'username' | 'name' | 'current-password' | 'new-password'
  readonly errors: FormErrors
  readonly value?: string
  readonly hint?: string
  readonly maxLength?: number
}

/** A label, its hint and error, and its input. */
export function field(options: FieldOptions): Html {
  const { name, label, type, autocomplete, errors, value, hint, maxLength } = options
  const error = errors.fields?.[name]
  // What is wrong says what is expected, too.
  const described = error ? `${name}-error` : hint ? `${name}-hint` : ''
  return html`<div class="field">
<label for="${name}">${label}</label>
${!error && hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${error && html`<p class="field-error" id="${name}-error">${error}</p>`}
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required${
    type !== 'text' && html` autocapitalize="none" spellcheck="false"`
  }${maxLength !== undefined && html` maxlength="${maxLength}"`}${value !== undefined && html` value="${value}"`}${
    described !== '' && html` aria-describedby="${described}"`
  }${error && html` aria-invalid="true"`}>
</div>`
}

/** Says at the top of a form what is wrong in it, with links to the fields. Takes the focus when the page opens. */
export function errorSummary({ form, fields = {} }: FormErrors): Html | null {
  const entries = Object.entries(fields)
  if (form === undefined && entries.length === 0) return null
  return html`<div class="errors" role="alert" tabindex="-1" autofocus>
${form !== undefined && html`<p>${form}</p>`}
${entries.length > 0 && html`<ul>${entries.map(([name, text]) => html`<li><a href="#${name}">${text}</a></li>`)}</ul>`}
</div>`
}

export function hasErrors({ form, fields = {} }: FormErrors): boolean {
  return form !== undefined || Object.keys(fields).length > 0
}
