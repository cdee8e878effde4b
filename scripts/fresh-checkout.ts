// A copy of this repository as `npm ci` leaves it, nothing built and nothing compiled: what a newcomer starts with.
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { root } from './workspaces.ts'

export interface FreshCheckout {
  readonly folder: string
  /** What `npm start` runs. */
  readonly startScript: string
  remove(): void
}

const copied = ['package.json', 'tsconfig.base.json', 'packages', 'scripts']
const made = new Set(['dist', 'node_modules', '.sojourn', 'tmp'])

/** Makes the copy. Its packages are its own; what they need is linked to what is installed here. */
export function makeFreshCheckout(): FreshCheckout {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-checkout-'))
  for (const name of copied) {
    const filter = (path: string): boolean => !made.has(basename(path))
    cpSync(join(root, name), join(folder, name), { recursive: true, filter })
  }
  linkInstalled(join(root, 'node_modules'), join(folder, 'node_modules'))
  return {
    folder,
    startScript: join(folder, 'scripts/start.mjs'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A link to a workspace leads to the copy; anything else to what is installed, but the cache. */
function linkInstalled(from: string, to: string): void {
  mkdirSync(to)
  for (const name of readdirSync(from)) {
    const installed = join(from, name)
    if (name === '.cache') continue
    if (name === '@sojourn') linkInstalled(installed, join(to, name))
    else if (lstatSync(installed).isSymbolicLink()) symlinkSync(readlinkSync(installed), join(to, name))
    else symlinkSync(installed, join(to, name))
  }
}
