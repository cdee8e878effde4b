import type { IncomingHttpHeaders } from 'node:http'

/** Who signs in, as `sign-in-many.ts` says. Always as long a text, so that all answers have one length. */
export function personOf(headers: IncomingHttpHeaders): { readonly index: number; readonly userId: string } {
  const index = Number(headers['x-person'])
  return { index, userId: `user-${String(index).padStart(6, '0')}` }
}
