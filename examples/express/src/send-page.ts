import type { Request, Response } from 'express'
import { cartLines, countOf } from './cart.ts'
import type { Layout, PageParts } from './pages/layout.ts'
import { noticeOf } from './pages/notices.ts'

/** Answers with a page. */
export function sendPage(req: Request, res: Response, layout: Layout, parts: PageParts): void {
  // Refused requests get their page without ever having got a session.
  const session = 'session' in req ? req.session : null
  const visitor = {
    isSignedIn: session?.status === 'signed-in',
    cartCount: countOf(cartLines(session?.data.cart)),
    path: req.baseUrl + req.path,
  }
  const notice = req.method === 'GET' ? noticeOf(req.query.notice) : null
  res.type('html').send(layout(visitor, { notice, ...parts }))
}
