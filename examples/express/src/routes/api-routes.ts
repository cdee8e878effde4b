import { type Request, Router } from 'express'
import { isSessionId, SojournError } from 'sojourn'
import { requireSession, tokenResponse } from 'sojourn/express'
import { bodyFields } from '../body-fields.ts'
import { mostOfOne } from '../cart.ts'
import { findProduct } from '../catalog.ts'
import { personOf } from '../person.ts'
import { registerAccount } from '../register-account.ts'
import type { Shop } from '../shop.ts'
import { ShopError } from '../shop-error.ts'

/** The same shop for native clients: JSON, with access and refresh token. Errors are problem documents (RFC 9457). */
export function apiRoutes(shop: Shop): Router {
  const { sojourn, authenticate } = shop
  const router = Router()

  router.post('/register', async (req, res) => {
    const body = bodyFields(req.body)
    const result = await registerAccount(shop, {
      name: body.text('name'),
      email: body.text('email'),
      password: body.text('password'),
      context: req.session.context,
    })
    if (result.status === 'refused') {
      throw new ShopError(422, 'shop/invalid', Object.values(result.errors.fields ?? {}).join(' '))
    }
    res.status(201).json({ user: result.account })
  })

  router.post('/login', async (req, res) => {
    const body = bodyFields(req.body)
    const name = body.within('device').text('name') || null
    const found = await authenticate(body.text('email'), body.text('password'), req.session.context)
    if (!found) {
      throw new ShopError(401, 'shop/wrong-password', 'This email and password do not go together.')
    }
    const { account, epoch } = found
    const client = { kind: 'native', name } as const
    const grant = await req.session.signIn(account.id, { methods: ['pwd'], epoch, client })
    res.json(tokenResponse(grant, sojourn.now()))
  })

  router.post('/refresh', async (req, res) => {
    const body = bodyFields(req.body)
    const reread = body.flag('reread')
    const options = { context: req.session.context, ...(reread !== undefined && { reread }) }
    const result = await sojourn.refresh(body.text('refresh_token'), options)
    if (result.status === 'refused') throw new SojournError(result.code, refreshAdvice(result.code))
    res.json(tokenResponse(result.grant, sojourn.now()))
  })

  router.get('/me', requireSession(), (req, res) => {
    const { id, email, name } = personOf(shop, userIdOf(req))
    res.json({ user: { id, email, name }, session: req.session })
  })

  router.patch('/cart', requireSession(), async (req, res) => {
    const data = await req.session.patch({ cart: cartPatch(req.body) })
    res.json(data.cart ?? {})
  })

  router.get('/sessions', requireSession(), async (req, res) => {
    const sessions = await sojourn.list(userIdOf(req))
    res.json({
      sessions: sessions.map(({ id, client, createdAt, lastSeenAt }) => ({
        id,
        current: id === req.session.id,
        client,
        createdAt: new Date(createdAt).toISOString(),
        lastSeenAt: new Date(lastSeenAt).toISOString(),
      })),
    })
  })

  router.delete('/sessions/:id', requireSession(), async (req: Request<{ id: string }>, res) => {
    const { id } = req.params
    const options = { userId: userIdOf(req), reason: 'revoked', context: req.session.context } as const
    if (!isSessionId(id) || !(await sojourn.end(id, options))) {
      throw new ShopError(404, 'shop/no-device', 'This session is not alive, or not yours.')
    }
    res.sendStatus(204)
  })

  router.post('/logout', async (req, res) => {
    await req.session.end()
    res.sendStatus(204)
  })

  return router
}

/** The person whom `requireSession()` let pass. */
function userIdOf({ session }: Request): string {
  if (session.userId === null) throw new SojournError('session/none', 'Sign in, and try again.')
  return session.userId
}

/** Quantities by product, null to take one out: a JSON Merge Patch (RFC 7396). */
function cartPatch(body: unknown): Readonly<Record<string, number | null>> {
  const patch: Record<string, number | null> = {}
  for (const [id, quantity] of bodyFields(body).entries()) {
    const product = findProduct(id)
    if (!product) throw new ShopError(422, 'shop/no-product', 'We have no such thing.')
    if (quantity !== null && !isQuantity(quantity)) {
      throw new ShopError(
        422,
        'shop/invalid',
        `${product.id}: send a number from 1 to ${mostOfOne}, or null.`,
      )
    }
    patch[product.id] = quantity
  }
  return patch
}

function isQuantity(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostOfOne
}

function refreshAdvice(code: string): string {
  if (code === 'refresh/stale')
    return 'Read the stored token again. If it is still this one, send it with reread: true.'
  if (code === 'refresh/superseded')
    return 'Another holder has just refreshed. Read the stored token again in a moment.'
  return 'Sign in again.'
}
