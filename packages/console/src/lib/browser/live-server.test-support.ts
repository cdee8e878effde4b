import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createManualClock, type ManualClock } from '@sojourn/testing'
import { build } from 'vite'
import { read } from '../../../../server/src/lib/settings/read-settings.test-support.ts'
import { createServer } from '../../../../server/src/lib/start/create-server.ts'

/** The turnkey server with these pages, on a free port and in a folder of its own. */
export interface LiveServer {
  readonly url: string
  /** The server's time, which stands still until it is moved. */
  readonly clock: ManualClock
  /** The address of the link in the newest mail to somebody, for a page. */
  mailedLink(to: string, page: '/verify' | '/reset'): Promise<string>
  close(): Promise<void>
}

/** @param env settings as `SOJOURN_…` variables */
export async function startLiveServer(env: Readonly<Record<string, string>> = {}): Promise<LiveServer> {
  await buildPages()
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-console-'))
  const clock = createManualClock(Date.now())
  const own = { PORT: '0', SOJOURN_DATA: folder, SOJOURN_MAIL: 'outbox', SOJOURN_LOG_LEVEL: 'error' }
  const { settings } = await read({ env: { ...own, ...env }, folder })
  const server = await createServer(settings, { clock })
  const mails = async (): Promise<readonly { to: string; text: string }[]> => {
    const response = await fetch(`${server.url}/outbox.json`)
    const { mails } = (await response.json()) as { mails: { to: string; text: string }[] } // the server's own
    return mails
  }
  return {
    url: server.url,
    clock,
    async mailedLink(to, page) {
      // Mails are sent after the answer: nothing tells when.
      for (;;) {
        const mail = (await mails()).find((mail) => mail.to === to && mail.text.includes(`${page}#code=`))
        const link = mail && /http\S+#code=[\w-]+/.exec(mail.text)?.[0]
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
async function buildPages(): Promise<void> {
  const changedAt = (file: string): number =>
    statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = globSync(['index.html', 'vite.config.ts', 'src/**/*.{ts,tsx,css,svg}'], {
    cwd: root,
    exclude: ['**/*.test*.ts'],
  })
  const newest = Math.max(...sources.map(changedAt))
  if (newest > changedAt('dist/index.html')) await build({ root, logLevel: 'warn' })
}
