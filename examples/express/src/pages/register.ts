import { type Html, html } from '../html.ts'
import { errorSummary, type FormErrors, field } from './field.ts'

export interface RegisterForm {
  readonly name: string
  readonly email: string
  readonly next: string
  readonly errors: FormErrors
}

export const passwordHint = '15 characters or more. A short sentence works well.'

export function registerPage({ name, email, next, errors }: RegisterForm): Html {
  const query = next === '/' ? '' : `?next=${encodeURIComponent(next)}`
  return html`<div class="card form">
<h1>Create an account</h1>
<p class="lead">It takes a moment, and your cart stays as it is.</p>
${errorSummary(errors)}
<form method="post" action="/register${query}">
${field({ name: 'name', label: 'Name', type: 'text', autocomplete: 'name', value: name, errors, maxLength: 100 })}
${field({ name: 'email', label: 'Email', type: 'email', autocomplete: 'username', value: email, errors, maxLength: 254 })}
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'new-password', hint: passwordHint, errors })}
<button>Create account</button>
</form>
</div>
<p class="below">Have an account? <a href="/sign-in${query}">Sign in</a></p>`
}
