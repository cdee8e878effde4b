import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Vault, VaultEntry } from './vault.ts'

/** A vault in a file, for one process at a time. `point` is passed before and after each of its effects. */
export function createFileVault(path: string, point = async (): Promise<void> => {}): Vault {
  async function read(): Promise<VaultEntry | null> {
    await point()
    const entry: VaultEntry | null = JSON.parse(await readFile(path, 'utf8').catch(() => 'null'))
    await point()
    return entry
  }
  return {
    read,
    async replace(expected, next) {
      if ((await read())?.refreshToken !== expected?.refreshToken) return false
      await writeFile(`${path}.next`, JSON.stringify(next))
      await point()
      await rename(`${path}.next`, path)
      await point()
      return true
    },
  }
}
