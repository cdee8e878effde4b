import { Router } from 'express'
import { bodyFields } from '../body-fields.ts'
import { cartLines, mostOfOne, quantityOf } from '../cart.ts'
import { findProduct, type Product } from '../catalog.ts'
import { cartPage } from '../pages/cart.ts'
import { checkoutPage } from '../pages/checkout.ts'
import { shopPage } from '../pages/shop.ts'
import { personOrSignIn } from '../person.ts'
import { sendPage } from '../send-page.ts'
import type { Shop } from '../shop.ts'
import { ShopError } from '../shop-error.ts'

/** The shop and the cart, which anybody may fill: the first item begins an anonymous session. */
export function shopRoutes(shop: Shop): Router {
  const { layout } = shop
  const router = Router()

  router.get('/', (req, res) => {
    const main = shopPage(cartLines(req.session.data.cart))
    sendPage(req, res, layout, { title: 'Things for a good stay', width: 'wide', main })
  })

  router.get('/cart', (req, res) => {
    const main = cartPage(cartLines(req.session.data.cart), req.session.status === 'signed-in')
    sendPage(req, res, layout, { title: 'Your cart', width: 'text', main })
  })

  router.post('/cart/items', async (req, res) => {
    const { id } = productOf(bodyFields(req.body).text('product'))
    const quantity = Math.min(quantityOf(req.session.data.cart, id) + 1, mostOfOne)
    await req.session.patch({ cart: { [id]: quantity } })
    res.redirect(303, '/?notice=added')
  })

  router.post('/cart/items/:product', async (req, res) => {
    const { id } = productOf(req.params.product)
    const quantity = Number(bodyFields(req.body).text('quantity'))
    if (!Number.isInteger(quantity) || quantity < 0 || quantity > mostOfOne) {
      throw new ShopError(422, 'shop/invalid', `Choose a number from 0 to ${mostOfOne}.`)
    }
    await req.session.patch({ cart: { [id]: quantity || null } })
    res.redirect(303, '/cart')
  })

  router.get('/checkout', (req, res) => {
    const person = personOrSignIn(shop, req, res)
    if (!person) return
    const main = checkoutPage(cartLines(req.session.data.cart), person)
    sendPage(req, res, layout, { title: 'Check out', width: 'text', main })
  })

  router.post('/checkout', async (req, res) => {
    if (!personOrSignIn(shop, req, res)) return
    await req.session.patch({ cart: null })
    res.redirect(303, '/?notice=ordered')
  })

  return router
}

function productOf(id: string): Product {
  const product = findProduct(id)
  if (product) return product
  throw new ShopError(404, 'shop/no-product', 'We have no such thing.')
}
