import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import express, { type Express, type RequestHandler } from 'express'
import type { Sojourn } from 'sojourn'
import { type SessionsOptions, securityHeaders, sessions } from 'sojourn/express'
import type { Accounts } from './accounts.ts'
import { answerErrors } from './answer-errors.ts'
import { createAuthenticate } from './authenticate.ts'
import { createGuessLimit } from './guess-limit.ts'
import { createLayout } from './pages/layout.ts'
import type { Passwords } from './passwords.ts'
import { readForm, readJson } from './read-body.ts'
import { accountRoutes } from './routes/account-routes.ts'
import { apiRoutes } from './routes/api-routes.ts'
import { shopRoutes } from './routes/shop-routes.ts'
import { signInRoutes } from './routes/sign-in-routes.ts'
import type { Shop } from './shop.ts'

const publicFolder = fileURLToPath(new URL('../public', import.meta.url))

export interface AppOptions {
  readonly sojourn: Sojourn
  readonly accounts: Accounts
  readonly passwords: Passwords
  readonly sessions?: SessionsOptions
}

/** The whole shop as an Express application. */
export function createApp(options: AppOptions): Express {
  const { sojourn, accounts, passwords } = options
  const { proxies } = options.sessions ?? {}
  const authenticate = createAuthenticate({ sojourn, accounts, passwords, guesses: createGuessLimit() })
  const layout = createLayout({
    stylesheets: ['theme', 'frame', 'pieces', 'shop', 'lists'].map(stylesheetAddress),
  })
  const shop: Shop = { sojourn, accounts, passwords, authenticate, layout }

  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(securityHeaders(proxies === undefined ? {} : { proxies }))
  app.use(express.static(publicFolder, { index: false, maxAge: '1h' }))
  app.use(keepOutOfCaches)
  // Before the session is looked at: a body that is held back must not keep a session in use that has ended meanwhile.
  app.use('/api', readJson())
  app.use(readForm())
  app.use(sessions(sojourn, options.sessions))
  app.use('/api', apiRoutes(shop))
  app.use(shopRoutes(shop))
  app.use(signInRoutes(shop))
  app.use('/account', accountRoutes(shop))
  app.use(answerErrors(layout))
  return app
}

/** Pages and answers are one person's, and nothing of them is to be seen after sign-out. */
const keepOutOfCaches: RequestHandler = (_req, res, next) => {
  res.set('cache-control', 'no-store')
  next()
}

/** A changed stylesheet has another address, so that no browser keeps the old one. */
function stylesheetAddress(name: string): string {
  const text = readFileSync(`${publicFolder}/${name}.css`)
  return `/${name}.css?v=${createHash('sha256').update(text).digest('base64url').slice(0, 8)}`
}
