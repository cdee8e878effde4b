import { ClientError } from './client-error.ts'
import { type ParsedUrl, web } from './platform.ts'

/** @throws `code` when `text` is no address, absolute or relative to `base` */
export function parseUrl(code: 'config/invalid' | 'usage/invalid', text: unknown, base?: string): ParsedUrl {
  try {
    if (typeof text === 'string') return new web.URL(text, base)
  } catch {}
  throw new ClientError(code, `${text} is not an address`)
}
