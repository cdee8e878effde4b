import { type CartLine, mostOfOne } from '../cart.ts'
import { catalog, price } from '../catalog.ts'
import { type Html, html } from '../html.ts'
import { productArt } from './art.ts'

export function shopPage(lines: readonly CartLine[]): Html {
  const inCart = new Map(lines.map(({ product, quantity }) => [product.id, quantity]))
  return html`<div class="hero">
<h1>Things for a good stay</h1>
<p>Put something in your cart, then sign in: it stays with you.</p>
</div>
<ul class="products">
${catalog.map(({ id, name, about, cents }) => {
  const quantity = inCart.get(id) ?? 0
  return html`<li class="product">
<div class="tile">${productArt(id)}${quantity > 0 && html`<span class="badge on-tile">${quantity} in cart</span>`}</div>
<div class="product-text"><h2>${name}</h2><p>${about}</p></div>
<form method="post" action="/cart/items">
<input type="hidden" name="product" value="${id}">
<p class="price">${price(cents)}</p>
<button class="small" ${quantity >= mostOfOne && html`disabled`}>Add<span class="unseen"> ${name} to cart</span></button>
</form>
</li>`
})}
</ul>`
}
