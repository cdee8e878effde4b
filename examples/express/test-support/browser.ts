import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import carried from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

const flags = [
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
  return chromium.launch({ executablePath: await findBrowser(), args: flags })
}

/** The same with a profile that is kept in `folder`, so that it can be closed and opened again. */
export async function launchProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { executablePath: await findBrowser(), args: flags })
}

async function findBrowser(): Promise<string> {
  return findOnPath('chromium') ?? (await carried.executablePath())
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
