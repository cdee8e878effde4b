import type { Vault, VaultEntry } from './vault.ts'

/**
 * A vault that forgets everything when the process ends: for tests, and for programs that sign in at each start.
 *
 * @param entry what it holds at first; default nothing
 * @example
 * const client = createClient({ baseUrl: 'https://api.example/auth', vault: createMemoryVault(), fetch })
 */
export function createMemoryVault(entry: VaultEntry | null = null): Vault {
  let kept = entry
  return {
    read: async () => kept,
    async replace(expected, next) {
      if (kept?.refreshToken !== expected?.refreshToken) return false
      kept = next
      return true
    },
  }
}
