import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import { answerFile, type PageFile, pageFile } from '../pages/page-file.ts'
import type { Route } from '../routes/define-route.ts'
import { isForThisMachine } from '../routes/for-this-machine.ts'
import { getOnly } from '../routes/get-only.ts'
import type { AppContext } from '../start/app-context.ts'
import { buildDocument, type DocumentFacts } from './build-document.ts'

/** Serves the OpenAPI document, made when it is asked for first. */
export function serveOpenapi(app: Hono, routes: readonly Route[], { publicUrl, settings }: AppContext): void {
  let file: PageFile | null = null
  const cookieName = isForThisMachine(settings)
    ? `sojourn-${new URL(publicUrl).port || '80'}`
    : '__Host-sojourn'

  getOnly(app, '/openapi.json', (c) => {
    const facts = { version: ownVersion(), publicUrl, basePath: settings.basePath, cookieName }
    file ??= pageFile('openapi.json', documentBytes(routes, facts))
    if (file === null) throw new TypeError('JSON is a type that pages need')
    return answerFile(c, file, 'never')
  })
  getOnly(app, '/.well-known/jwks.json', (c) => c.json({ keys: [] }, 200, { 'cache-control': 'no-store' }))
}

function documentBytes(routes: readonly Route[], facts: DocumentFacts): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(buildDocument(routes, facts)))
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  )
  const { version } = manifest as { version?: unknown } // this package's own manifest
  return String(version)
}
