import express, { type RequestHandler } from 'express'
import { SojournError } from 'sojourn'

const limit = '16kb'

/** Reads JSON, and refuses any other body. */
export function readJson(): RequestHandler[] {
  const types = ['application/json', 'application/merge-patch+json']
  return [express.json({ limit, type: types }), requireJson]
}

/** Reads what a form sends. */
export function readForm(): RequestHandler {
  return express.urlencoded({ extended: false, limit, parameterLimit: 20 })
}

/** A body of another type was not read, and is not taken for an empty one. */
const requireJson: RequestHandler = (req, _res, next) => {
  const hasBody =
    req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0
  if (hasBody && req.body === undefined) {
    throw new SojournError('request/content-type', 'Send JSON in UTF-8, as application/json.')
  }
  next()
}
