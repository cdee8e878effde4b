import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import type { Route } from '../routes/define-route.ts'
import { isForThisMachine } from '../routes/for-this-machine.ts'
import { getOnly } from '../routes/get-only.ts'
import type { AppContext } from '../start/app-context.ts'
import { buildDocument } from './build-document.ts'

/** Serves the OpenAPI document, made when it is asked for first. */
export function serveOpenapi(app: Hono, routes: readonly Route[], { publicUrl, settings }: AppContext): void {
  let text: string | null = null
  const cookieName = isForThisMachine(settings)
    ? `sojourn-${new URL(publicUrl).port || '80'}`
    : '__Host-sojourn'

  getOnly(app, '/openapi.json', (c) => {
    text ??= JSON.stringify(buildDocument(routes, { version: ownVersion(), publicUrl, cookieName }))
    return c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  })
  getOnly(app, '/.well-known/jwks.json', (c) => c.json({ keys: [] }, 200, { 'cache-control': 'no-store' }))
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  )
  const { version } = manifest as { version?: unknown } // this package's own manifest
  return String(version)
}
