import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The built pages of `@sojourn/console`; null when they are not there, or not built. */
export function consoleFolder(): string | null {
  try {
    const require = createRequire(import.meta.url)
    const manifest = require.resolve('@sojourn/console/package.json')
    const folder = join(dirname(manifest), 'dist')
    return existsSync(join(folder, 'index.html')) ? folder : null
  } catch {
    return null
  }
}
