import { tokenPrefix } from '@sojourn/protocol'

const kinds = Object.values(tokenPrefix).join('|')
const token = new RegExp(`(${kinds})[A-Za-z0-9_-]{5,}`, 'g')

/** Leaves of each token in a text what tells it from another one: its kind, and its last four characters. */
export function hideTokens(text: string): string {
  return text.replace(token, (whole, kind: string) => `${kind}…${whole.slice(-4)}`)
}
