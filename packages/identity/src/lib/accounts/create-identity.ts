import type { Identity } from './identity.ts'
import type { IdentityOptions } from './identity-options.ts'

export async function createIdentity(_options: IdentityOptions): Promise<Identity> {
  throw new Error('being built')
}
