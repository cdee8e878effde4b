import { ClientError } from './client-error.ts'
import type { Vault, VaultEntry } from './vault.ts'

const mostTries = 10

/** Puts an entry in the vault, whatever is there. */
export async function fillVault(vault: Vault, entry: VaultEntry): Promise<void> {
  await change(vault, entry, () => true)
}

/** Empties the vault, or takes out `only` this sign-in. What was in it; null when there was nothing to take out. */
export function emptyVault(vault: Vault, only?: VaultEntry): Promise<VaultEntry | null> {
  return change(vault, null, (found) => found !== null && (!only || found.stay === only.stay))
}

/** Other contexts may change the vault at the same time, but not for ever. */
async function change(
  vault: Vault,
  next: VaultEntry | null,
  fits: (found: VaultEntry | null) => boolean,
): Promise<VaultEntry | null> {
  for (let tries = 0; tries < mostTries; tries++) {
    const found = await vault.read()
    if (!fits(found)) return null
    if (await vault.replace(found, next)) return found
  }
  throw new ClientError('client/vault', 'the vault refuses each change')
}
