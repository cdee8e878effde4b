import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import { SojournError } from 'sojourn'
import { problems } from 'sojourn/express'
import { errorPage } from './pages/error.ts'
import type { Layout } from './pages/layout.ts'
import { sendPage } from './send-page.ts'
import { ShopError } from './shop-error.ts'

/** Answers what no route answers, and what a route throws: a page for a browser, a problem document for anyone else. */
export function answerErrors(layout: Layout): (RequestHandler | ErrorRequestHandler)[] {
  const notFound: RequestHandler = () => {
    throw new ShopError(404, 'shop/not-found', 'There is nothing at this address.')
  }

  const asPage: ErrorRequestHandler = (error, req, res, next) => {
    if (res.headersSent || !wantsPage(req)) return next(error)
    const { status, detail } = describe(error)
    if (status === 500) console.error(error)
    if (error instanceof ShopError && error.retryAfterSeconds !== null) {
      res.set('retry-after', String(error.retryAfterSeconds))
    } else if (status === 503) {
      res.set('retry-after', '5')
    }
    const title = titles[status] ?? 'That did not work'
    res.status(status)
    sendPage(req, res, layout, { title, width: 'narrow', main: errorPage({ status, title, detail }) })
  }

  const asProblem: ErrorRequestHandler = (error, _req, res, next) => {
    if (res.headersSent || !(error instanceof ShopError)) return next(error)
    const { status, code, message, retryAfterSeconds } = error
    if (retryAfterSeconds !== null) res.set('retry-after', String(retryAfterSeconds))
    if (status === 401) res.set('www-authenticate', 'Bearer')
    res.status(status).type('application/problem+json')
    res.send(
      JSON.stringify({
        type: 'about:blank',
        title: titles[status] ?? 'Refused',
        status,
        code,
        detail: message,
      }),
    )
  }

  return [notFound, asPage, asProblem, problems()]
}

const titles: Readonly<Record<number, string>> = {
  400: 'That could not be read',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Nothing here',
  413: 'Too much at once',
  422: 'That does not fit',
  429: 'One moment, please',
  500: 'Something broke',
  503: 'One moment, please',
}

/** Whether HTML is what the client would rather have: a browser says so, most programs take anything. */
function wantsPage(req: Request): boolean {
  return (
    !req.path.startsWith('/api/') &&
    req.accepts(['application/problem+json', 'application/json', 'html']) === 'html'
  )
}

function describe(error: unknown): { status: number; detail: string } {
  if (error instanceof ShopError) return { status: error.status, detail: error.message }
  if (error instanceof SojournError) {
    if (error.status < 500) return { status: error.status, detail: error.message }
    if (error.status === 503)
      return { status: 503, detail: 'We can’t reach your session right now. You are still signed in.' }
  }
  const given = typeof error === 'object' && error !== null && 'status' in error ? error.status : 500
  const isClientError = typeof given === 'number' && given >= 400 && given < 500
  return isClientError
    ? { status: given, detail: 'Go back, and try it another way.' }
    : { status: 500, detail: 'It is our fault, not yours. Try again in a moment.' }
}
