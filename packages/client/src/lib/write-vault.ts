import { ClientError } from './client-error.ts'
import type { Vault, VaultEntry } from './vault.ts'

const mostTries = 10

/** Puts `next` in the vault, whatever is there, and resolves to what was. Other contexts change it too, but not for ever. */
export async function writeVault(vault: Vault, next: VaultEntry | null): Promise<VaultEntry | null> {
  for (let tries = 0; tries < mostTries; tries++) {
    const found = await vault.read()
    if (await vault.replace(found, next)) return found
  }
  throw new ClientError('client/vault')
}
