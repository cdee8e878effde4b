import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import type { Hono, MiddlewareHandler } from 'hono'
import { getOnly } from '../routes/get-only.ts'
import { answerRefusal, refuse } from '../routes/refusal.ts'
import type { AppContext } from '../start/app-context.ts'
import { answerFile, type PageFile, pageFile } from './page-file.ts'
import { notBuiltPage } from './plain-page.ts'

type IndexSettings = Pick<AppContext['settings'], 'basePath' | 'siteName'>

/** The addresses that the console draws itself. */
const pagePaths = [
  '/',
  '/sign-in',
  '/register',
  '/verify',
  '/forgot',
  '/reset',
  '/devices',
  '/security',
  '/profile',
] as const

/**
 * Serves the built console: every file of its folder is read here, once, so that no request names a file of this machine.
 */
export function serveConsole(
  app: Hono,
  { consoleFolder, settings }: Pick<AppContext, 'consoleFolder' | 'settings'>,
  open: readonly MiddlewareHandler[],
): void {
  const files = consoleFolder === null ? new Map<string, PageFile>() : readFolder(consoleFolder, settings)
  const index = files.get('/index.html')
  files.delete('/index.html')
  for (const path of pagePaths) {
    getOnly(
      app,
      path,
      (c) => (index ? answerFile(c, index, 'never') : c.html(notBuiltPage(settings.siteName), 404)),
      open,
    )
  }
  // Password managers lead people there (W3C, a well-known URL for changing passwords).
  getOnly(app, '/.well-known/change-password', (c) => c.redirect('/security', 303))
  for (const [path, file] of files) {
    if (path.startsWith('/assets/')) continue
    getOnly(app, path, (c) => answerFile(c, file, 'ask'))
  }
  getOnly(app, '/assets/:name', (c) => {
    const file = files.get(`/assets/${c.req.param('name')}`)
    if (file) return answerFile(c, file, 'for-good')
    return answerRefusal(c, refuse('request/not-found', 'The pages were built anew. Load the page again.'))
  })
}

/** The files of a folder by their path on the site: those of the folder itself, and those in `assets`. */
function readFolder(folder: string, settings: IndexSettings): Map<string, PageFile> {
  const files = new Map<string, PageFile>()
  for (const part of ['', 'assets']) {
    const within = join(folder, part)
    if (!existsSync(within)) continue
    for (const entry of readdirSync(within, { withFileTypes: true })) {
      const file = entry.isFile() ? pageFile(entry.name, read(join(within, entry.name), settings)) : null
      if (file && /^[\w.-]+$/.test(entry.name)) files.set(posix.join('/', part, entry.name), file)
    }
  }
  return files
}

/** A file; the page among them says where the API is, and is called as the site until its own title is there. */
function read(path: string, { basePath, siteName }: IndexSettings): Uint8Array {
  const bytes = readFileSync(path)
  if (basename(path) !== 'index.html') return bytes
  const place = /(<meta name="sojourn-base" content=")[^"]*"/
  const page = bytes.toString('utf8').replace(place, `$1${basePath}"`)
  const title = siteName === null ? null : `<title>${escapeText(siteName)}</title>`
  return new TextEncoder().encode(title === null ? page : page.replace('<title>Sojourn</title>', () => title))
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
