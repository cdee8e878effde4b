import { type CartLine, countOf, totalOf } from '../cart.ts'
import { price } from '../catalog.ts'
import { type Html, html } from '../html.ts'

export function checkoutPage(lines: readonly CartLine[], person: { name: string; email: string }): Html {
  const count = countOf(lines)
  return html`<h1>Check out</h1>
<div class="card">
<dl class="facts">
<div class="fact"><dt>For</dt><dd>${person.name}<br><span class="soft">${person.email}</span></dd></div>
<div class="fact"><dt>Items</dt><dd>${lines.map(({ product, quantity }) => html`${quantity} × ${product.name}<br>`)}</dd></div>
<div class="fact"><dt>Total</dt><dd class="price">${price(totalOf(lines))}</dd></div>
</dl>
</div>
<form class="actions" method="post" action="/checkout">
<button ${count === 0 && html`disabled`}>Place order</button>
<a class="button quiet" href="/cart">Back to the cart</a>
</form>`
}
