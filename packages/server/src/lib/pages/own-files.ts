import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import { getOnly } from '../routes/get-only.ts'
import { answerFile, pageFile } from './page-file.ts'

/** The scripts and styles of the server's own pages. */
const names = ['plain.css', 'try.css', 'try.js'] as const

const contents = new Map(
  names.map((name) => [name, readFileSync(new URL(`../../../pages/${name}`, import.meta.url))]),
)

/** The address of an own file: another one when it has changed, so that no browser keeps the old one. */
export function addressOf(name: (typeof names)[number]): string {
  const content = contents.get(name) ?? ''
  return `/own/${createHash('sha256').update(content).digest('base64url').slice(0, 10)}/${name}`
}

/** Serves the own files. */
export function serveOwnFiles(app: Hono): void {
  for (const [name, content] of contents) {
    const file = pageFile(name, content)
    if (file) getOnly(app, addressOf(name), (c) => answerFile(c, file, 'for-good'))
  }
}
