import { domainToASCII, domainToUnicode } from 'node:url'

/** An address that mail can reach. */
export interface EmailAddress {
  /** For people and for the account: as it was typed, the domain in lower case. */
  readonly text: string
  /** What makes two addresses the same: never shown, never mailed to. */
  readonly key: string
}

/** No address is longer, in bytes (RFC 5321 §4.5.3.1). */
const mostBytes = 254
const mostLocalBytes = 64
const mostDomainBytes = 253

/**
 * Letters, digits and their marks, and what ASCII allows before the `@` (RFC 5322 `atext`, RFC 8264 IdentifierClass).
 * Not among them: white space, control and format characters, whatever is not assigned or not to be seen.
 */
const atom = String.raw`[[\p{L}\p{M}\p{Nd}!#$%\&'*+\/=?^_\`\{\|\}~\-]--\p{Default_Ignorable_Code_Point}]+`
const localPart = new RegExp(String.raw`^(?!\p{M})${atom}(?:\.${atom})*$`, 'v')
const domainPart = /^[[\p{L}\p{M}\p{Nd}.\-]--\p{Default_Ignorable_Code_Point}]+$/v
const asciiDomain = /^(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,63}(?<!-)$/

/**
 * Reads an address, or null when it is none. Two addresses are the same when people take them for the same: capitals,
 * full-width forms, the way of composing an accent, the form of a final sigma and the spelling of a domain (Unicode or
 * Punycode) make no difference; a dot, a plus and a sharp s do.
 *
 * Follows PRECIS' UsernameCaseMapped (RFC 8265 §3.3): full-width forms are mapped, capitals are mapped to small letters
 * and never the other way round, and a letter that is only another form of other letters (`ﬁ`, `ſ`, `①`) is refused.
 *
 * @example
 * readEmail(' Ada@Example.COM ')?.key // 'ada@example.com'
 */
export function readEmail(typed: string): EmailAddress | null {
  if (typed.length > 2 * mostBytes || !typed.isWellFormed()) return null // before any work that grows with it
  const trimmed = typed.trim()
  if (trimmed.length > mostBytes) return null
  const text = mapWidth(trimmed).normalize('NFC')
  const at = text.lastIndexOf('@')
  if (at < 1) return null
  const local = text.slice(0, at)
  const domain = readDomain(text.slice(at + 1))
  if (domain === null || !localPart.test(local) || local !== local.normalize('NFKC')) return null
  const localKey = caseKey(local)
  const lengths = [local, localKey].map((part) => Buffer.byteLength(part))
  if (Math.max(...lengths) > mostLocalBytes || Math.max(...lengths) + 1 + domain.length > mostBytes)
    return null
  return { text: `${local}@${domainToUnicode(domain)}`, key: `${localKey}@${domain}` }
}

/** The address as mail servers want it: its domain in ASCII. */
export function mailableAddress(text: string): string {
  const at = text.lastIndexOf('@')
  return `${text.slice(0, at)}@${domainToASCII(text.slice(at + 1))}`
}

/** Full-width and half-width forms as the characters that they are forms of (RFC 8265 §3.3.1). */
function mapWidth(text: string): string {
  return text.replaceAll(/[\uff00-\uffef]+/g, (forms) => forms.normalize('NFKC'))
}

/** Small letters, one kind of sigma, each accent composed. */
function caseKey(local: string): string {
  return local.toLowerCase().replaceAll('ς', 'σ').normalize('NFC')
}

/** The domain in ASCII and small letters, or null when no mail can reach it (RFC 5891, UTS #46). */
function readDomain(typed: string): string | null {
  const dotted = typed.replaceAll('\u3002', '.')
  if (dotted.length > mostDomainBytes || !domainPart.test(dotted)) return null
  const ascii = domainToASCII(dotted)
  if (ascii.length > mostDomainBytes || !asciiDomain.test(ascii)) return null
  // Punycode that is no such, or that stands for what may not be written, does not survive the way back.
  const readable = domainToUnicode(ascii)
  const good = domainPart.test(readable) && !/(^|\.)xn--/.test(readable) && domainToASCII(readable) === ascii
  return good ? ascii : null
}
