import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createServer, resolveSettings, type SojournConfig } from '@sojourn/server'
import { createManualClock, type ManualClock } from '@sojourn/testing'

/** The turnkey server with these pages, on a free port and in a folder of its own. */
export interface LiveServer {
  readonly url: string
  /** The server's time, which stands still until it is moved. */
  readonly clock: ManualClock
  /** Sends JSON as a page of this server would; resolves when it was taken, to the cookies that it set. */
  post(path: string, body: object, cookie?: string): Promise<string>
  /** The address of the link in the newest mail to somebody, for a page. */
  mailedLink(to: string, page: '/verify' | '/reset'): Promise<string>
  close(): Promise<void>
}

/** @param config settings of its own */
export async function startLiveServer(config: SojournConfig = {}): Promise<LiveServer> {
  buildPages()
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-console-'))
  const clock = createManualClock(Date.now())
  const own = { port: 0, data: folder, mail: 'outbox', logLevel: 'error', ...config } as const
  const settings = await resolveSettings(own, { isProduction: false })
  const server = await createServer(settings, { clock })
  const mails = async (): Promise<readonly { to: string; text: string }[]> => {
    const response = await fetch(`${server.url}/outbox.json`)
    const { mails } = (await response.json()) as { mails: { to: string; text: string }[] } // the server's own
    return mails
  }
  return {
    url: server.url,
    clock,
    async post(path, body, cookie = '') {
      const headers = { 'content-type': 'application/json', origin: server.url, cookie }
      const response = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return response.headers
        .getSetCookie()
        .map((set) => set.split(';')[0])
        .join('; ')
    },
    async mailedLink(to, page) {
      // Mails are sent after the answer: nothing tells when.
      for (;;) {
        const mail = (await mails()).find((mail) => mail.to === to && mail.text.includes(`${page}#code=`))
        const link = mail && /http\S+#code=[\w&=-]+/.exec(mail.text)?.[0]
        if (link) return link
      }
    },
    async close() {
      await server.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const root = resolve(import.meta.dirname, '../../..')

/** Builds the pages when they were changed since: the server serves what was built. */
function buildPages(): void {
  const changedAt = (file: string): number =>
    statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = globSync(['index.html', 'vite.config.ts', 'src/**/*.{ts,tsx,css,svg}'], {
    cwd: root,
    exclude: ['**/*.test*.ts'],
  })
  const newest = Math.max(...sources.map(changedAt))
  if (newest <= changedAt('dist/index.html')) return
  // In a process of its own: within a test, everything is built for tests.
  const vite = createRequire(import.meta.url)
    .resolve('vite/package.json')
    .replace('package.json', 'bin/vite.js')
  const env = { ...process.env, NODE_ENV: 'production' }
  execFileSync(process.execPath, [vite, 'build', root, '--logLevel', 'warn'], { env, stdio: 'inherit' })
}
