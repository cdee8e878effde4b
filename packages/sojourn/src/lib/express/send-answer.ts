import type { NextFunction, Request, Response } from 'express'
import { Answer } from '../http/answer.ts'
import type { RequestSession } from '../http/request-session.ts'

/** Lets a request pass with its session, or answers in its place. */
export function admit(
  req: Request,
  res: Response,
  next: NextFunction,
  opened: RequestSession | Answer,
): void {
  if (opened instanceof Answer) {
    sendAnswer(res, opened)
  } else {
    req.session = opened
    next()
  }
}

/** Answers, unless somebody has. */
export function sendAnswer(res: Response, { status, headers, body }: Answer): void {
  if (!res.headersSent) res.writeHead(status, headers).end(body)
}
