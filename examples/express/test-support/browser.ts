import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import carried, { inflate } from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

const flags = [
  // By itself it would ask for the machine's language.
  '--accept-lang=en-US',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts a real Chromium, headless and with an empty profile: the system's, or the one that a package carries. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ ...(await findBrowser()), args: flags })
}

/** The same with a profile that is kept in `folder`, so that it can be closed and opened again. */
export async function launchProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...(await findBrowser()), args: flags })
}

interface BrowserProgram {
  readonly executablePath: string
  readonly env?: NodeJS.ProcessEnv
}

async function findBrowser(): Promise<BrowserProgram> {
  const executablePath = findOnPath('chromium')
  return executablePath === null ? unpackCarried() : { executablePath }
}

/** The carried one finds its libraries (NSS) and fonts by itself only where it is told that it runs on Lambda. */
async function unpackCarried(): Promise<BrowserProgram> {
  const packed = new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))
  const [executablePath, libraries] = await Promise.all([
    carried.executablePath(),
    inflate(fileURLToPath(packed)),
  ])
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: [join(libraries, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter),
    FONTCONFIG_PATH: process.env.FONTCONFIG_PATH ?? join(libraries, '..', 'fonts'),
  }
  return { executablePath, env }
}

function findOnPath(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'].filter(Boolean)
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
