import { type Html, html } from '../html.ts'
import { errorSummary, type FormErrors, field } from './field.ts'
import { passwordHint } from './register.ts'

export function passwordPage(email: string, errors: FormErrors): Html {
  return html`<section aria-labelledby="password-title">
<div class="section-head"><div><h2 id="password-title">Change your password</h2>
<p class="soft">This signs you out everywhere else.</p></div></div>
<div class="card form">
${errorSummary(errors)}
<form method="post" action="/account/password">
<input class="unseen" type="email" name="username" autocomplete="username" value="${email}" readonly tabindex="-1" aria-hidden="true">
${field({ name: 'current', label: 'Current password', type: 'password', autocomplete: 'current-password', errors })}
${field({ name: 'password', label: 'New password', type: 'password', autocomplete: 'new-password', hint: passwordHint, errors })}
<button>Change password</button>
</form>
</div>
</section>`
}
