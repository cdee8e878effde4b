import { type CartLine, mostOfOne, totalOf } from '../cart.ts'
import { price } from '../catalog.ts'
import { type Html, html } from '../html.ts'
import { productArt } from './art.ts'

export function cartPage(lines: readonly CartLine[], isSignedIn: boolean): Html {
  if (lines.length === 0) {
    return html`<h1>Your cart</h1>
<div class="card empty"><p>It is empty.</p><a class="button" href="/">Look around</a></div>`
  }
  return html`<h1>Your cart</h1>
<ul class="card rows">${lines.map(cartRow)}</ul>
<div class="total"><p>Total</p><p class="price">${price(totalOf(lines))}</p></div>
<div class="actions">
<a class="button" href="/checkout">Check out</a>
<a class="button quiet" href="/">Keep looking</a>
</div>
${!isSignedIn && html`<p class="aside">You will be asked to sign in. Your cart comes along.</p>`}`
}

function cartRow({ product, quantity }: CartLine): Html {
  const { id, name, cents } = product
  return html`<li class="row">
<div class="tile little">${productArt(id)}</div>
<div class="row-text"><h2>${name}</h2><p>${price(cents)} each</p></div>
<form class="stepper" method="post" action="/cart/items/${id}">
<button name="quantity" value="${quantity - 1}" aria-label="${quantity === 1 ? `Remove ${name}` : `One ${name} less`}">−</button>
<span><span class="unseen">Quantity: </span>${quantity}</span>
<button name="quantity" value="${quantity + 1}" aria-label="One ${name} more" ${quantity >= mostOfOne && html`disabled`}>+</button>
</form>
<p class="price">${price(cents * quantity)}</p>
</li>`
}
