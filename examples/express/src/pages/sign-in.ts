import { type Html, html } from '../html.ts'
import { errorSummary, type FormErrors, field } from './field.ts'

export interface SignInForm {
  readonly email: string
  /** Where to go afterwards: a path of this site. */
  readonly next: string
  readonly errors: FormErrors
  /** Why the visitor is here, when there is something to say. */
  readonly reason: string | null
}

export function signInPage({ email, next, errors, reason }: SignInForm): Html {
  const query = next === '/' ? '' : `?next=${encodeURIComponent(next)}`
  return html`<div class="card form">
<h1>Sign in</h1>
<p class="lead">${reason ?? 'Welcome back.'}</p>
${errorSummary(errors)}
<form method="post" action="/sign-in${query}">
${field({ name: 'email', label: 'Email', type: 'email', autocomplete: 'username', value: email, errors, maxLength: 254 })}
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', errors })}
<button>Sign in</button>
</form>
</div>
<p class="below">New here? <a href="/register${query}">Create an account</a></p>`
}
