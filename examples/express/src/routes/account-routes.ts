import { type Request, type Response, Router } from 'express'
import { isSessionId, type SessionId } from 'sojourn'
import type { StoredAccount } from '../accounts.ts'
import { bodyFields } from '../body-fields.ts'
import { accountFrame } from '../pages/account.ts'
import { devicesPage } from '../pages/devices.ts'
import { type FormErrors, hasErrors } from '../pages/field.ts'
import { passwordPage } from '../pages/password.ts'
import { whyNotPassword } from '../passwords.ts'
import { personOrSignIn } from '../person.ts'
import { sendPage } from '../send-page.ts'
import type { Shop } from '../shop.ts'
import { ShopError } from '../shop-error.ts'

const devicesPath = '/account/devices'

/** What a signed-in person does with devices and password. */
export function accountRoutes(shop: Shop): Router {
  const { layout, sojourn } = shop
  const router = Router()

  router.get('/devices', async (req, res) => {
    const person = personOrSignIn(shop, req, res)
    if (!person) return
    const sessions = await sojourn.list(person.id)
    const devices = sessions.map(({ id, client, createdAt, lastSeenAt }) => {
      const { name, userAgent, network } = client
      return { id, isThis: id === req.session.id, name, userAgent, network, createdAt, lastSeenAt }
    })
    devices.sort((a, b) => Number(b.isThis) - Number(a.isThis))
    const main = accountFrame(person, '/account/devices', devicesPage(devices, sojourn.now()))
    sendPage(req, res, layout, { title: 'Your devices', width: 'text', main })
  })

  router.post('/devices/:id/name', async (req, res) => {
    const person = personOrSignIn(shop, req, res, devicesPath)
    if (!person) return
    const name = bodyFields(req.body).text('name').trim().slice(0, 60)
    const { context } = req.session
    requireKnown(await sojourn.rename(deviceOf(req), name || null, { userId: person.id, context }))
    res.redirect(303, '/account/devices?notice=device-named')
  })

  router.post('/devices/end-others', async (req, res) => {
    if (!personOrSignIn(shop, req, res, devicesPath)) return
    await req.session.endOthers()
    res.redirect(303, '/account/devices?notice=others-ended')
  })

  router.post('/devices/:id/end', async (req, res) => {
    const person = personOrSignIn(shop, req, res, devicesPath)
    if (!person) return
    const { context } = req.session
    requireKnown(await sojourn.end(deviceOf(req), { userId: person.id, reason: 'revoked', context }))
    res.redirect(303, '/account/devices?notice=device-ended')
  })

  function showPassword(req: Request, res: Response, person: StoredAccount, errors: FormErrors): void {
    const title = hasErrors(errors) ? 'Error: Change your password' : 'Change your password'
    const main = accountFrame(person, '/account/password', passwordPage(person.email, errors))
    sendPage(req, res, layout, { title, width: 'text', main })
  }

  router.get('/password', (req, res) => {
    const person = personOrSignIn(shop, req, res)
    if (person) showPassword(req, res, person, {})
  })

  router.post('/password', async (req, res) => {
    const person = personOrSignIn(shop, req, res)
    if (!person) return
    const body = bodyFields(req.body)
    const errors = await changePassword(req, person, body.text('current'), body.text('password'))
    if (errors === null) return res.redirect(303, '/account/devices?notice=password-changed')
    res.status(422)
    showPassword(req, res, person, errors)
  })

  /** Writes the account, then ends the other sessions, then gives this one a new secret: in this order. */
  async function changePassword(
    req: Request,
    person: StoredAccount,
    current: string,
    next: string,
  ): Promise<FormErrors | null> {
    const why = whyNotPassword(next, person)
    if (why !== null) return { fields: { password: why } }
    const wrong = { fields: { current: 'This is not your current password.' } }
    const { context } = req.session
    if (!(await shop.authenticate(person.email, current, context))) return wrong
    const nextHash = await shop.passwords.hash(next, { line: 'known', ...context })
    if (!shop.accounts.changePassword(person.id, person.passwordHash, nextHash)) return wrong
    await req.session.endOthers({ reason: 'password-changed' })
    await req.session.stepUp({ methods: ['pwd'] })
    return null
  }

  return router
}

function deviceOf(req: Request<{ id: string }>): SessionId {
  const { id } = req.params
  if (isSessionId(id)) return id
  throw unknownDevice()
}

function requireKnown(known: boolean): void {
  if (!known) throw unknownDevice()
}

function unknownDevice(): ShopError {
  return new ShopError(404, 'shop/no-device', 'This device is not signed in, or not yours.')
}
