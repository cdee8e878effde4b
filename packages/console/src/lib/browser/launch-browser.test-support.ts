import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import carried from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/**
 * Starts a real Chromium, headless and with an empty profile: the system's, or the one that a package carries. It asks
 * for American English wherever it runs; by itself it would take the machine's language.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findOnPath('chromium') ?? (await carried.executablePath())
  return chromium.launch({
    executablePath,
    args: [
      '--accept-lang=en-US',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
    ],
  })
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
