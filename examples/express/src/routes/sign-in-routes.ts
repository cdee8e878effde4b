import { type Request, type Response, Router } from 'express'
import { safeRedirect } from 'sojourn/express'
import { bodyFields } from '../body-fields.ts'
import { hasErrors } from '../pages/field.ts'
import { type RegisterForm, registerPage } from '../pages/register.ts'
import { type SignInForm, signInPage } from '../pages/sign-in.ts'
import { registerAccount } from '../register-account.ts'
import { sendPage } from '../send-page.ts'
import type { Shop } from '../shop.ts'
import { ShopError } from '../shop-error.ts'

/** Creating an account, signing in, signing out. */
export function signInRoutes(shop: Shop): Router {
  const { layout, authenticate, sojourn } = shop
  const router = Router()

  function showSignIn(req: Request, res: Response, form: SignInForm): void {
    const title = hasErrors(form.errors) ? 'Error: Sign in' : 'Sign in'
    sendPage(req, res, layout, { title, width: 'narrow', main: signInPage(form) })
  }

  function showRegister(req: Request, res: Response, form: RegisterForm): void {
    const title = hasErrors(form.errors) ? 'Error: Create an account' : 'Create an account'
    sendPage(req, res, layout, { title, width: 'narrow', main: registerPage(form) })
  }

  router.get('/sign-in', (req, res) => {
    const next = nextOf(req)
    if (req.session.status === 'signed-in') return res.redirect(303, next)
    showSignIn(req, res, { email: '', next, errors: {}, reason: reasonOf(req, next) })
  })

  router.post('/sign-in', async (req, res) => {
    const body = bodyFields(req.body)
    const email = body.text('email')
    const next = nextOf(req)
    const refuse = (status: number, form: string): void => {
      res.status(status)
      showSignIn(req, res, { email, next, errors: { form }, reason: null })
    }
    try {
      const found = await authenticate(email, body.text('password'), req.session.context)
      if (!found) return refuse(422, 'This email and password do not go together.')
      await req.session.signIn(found.account.id, { methods: ['pwd'], epoch: found.epoch, carry: ['cart'] })
    } catch (error) {
      if (!(error instanceof ShopError) || error.retryAfterSeconds === null) throw error
      res.set('retry-after', String(error.retryAfterSeconds))
      return refuse(error.status, error.message)
    }
    res.redirect(303, next)
  })

  router.get('/register', (req, res) => {
    const next = nextOf(req)
    if (req.session.status === 'signed-in') return res.redirect(303, next)
    showRegister(req, res, { name: '', email: '', next, errors: {} })
  })

  router.post('/register', async (req, res) => {
    const body = bodyFields(req.body)
    const application = {
      name: body.text('name'),
      email: body.text('email'),
      password: body.text('password'),
      context: req.session.context,
    }
    const next = nextOf(req)
    const result = await registerAccount(shop, application)
    if (result.status === 'refused') {
      const { name, email } = application
      res.status(422)
      return showRegister(req, res, { name, email, next, errors: result.errors })
    }
    const { id } = result.account
    const epoch = await sojourn.userEpoch(id)
    await req.session.signIn(id, { methods: ['pwd'], epoch, carry: ['cart'] })
    res.redirect(303, next === '/' ? '/?notice=registered' : next)
  })

  router.post('/sign-out', async (req, res) => {
    await req.session.end()
    res.redirect(303, '/?notice=signed-out')
  })

  return router
}

/** Where to go afterwards, from a link that anybody may have made. */
function nextOf(req: Request): string {
  return safeRedirect(req.query.next, '/')
}

function reasonOf({ session }: Request, next: string): string | null {
  if (session.refusal === 'session/revoked') return 'This device was signed out. Sign in to go on.'
  if (session.refusal === 'session/expired') return 'You were away for a while. Sign in to go on.'
  return next === '/' ? null : 'Sign in to go on.'
}
