const masks: readonly (readonly [RegExp, string])[] = [
  // Tokens of Sojourn, by the prefix that secret scanners know.
  [/\b(sj[sar]_)[A-Za-z0-9_-]{8,}/g, '$1[masked]'],
  // Codes in the links of mails.
  [/([#?&](?:code|token|key)=)[A-Za-z0-9_.~%-]+/gi, '$1[masked]'],
  [/\b(Bearer|Basic)(\s+)[A-Za-z0-9+/=._~-]{8,}/gi, '$1$2[masked]'],
  // Name and password of a URL, as errors of a mail server quote them.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/"\\@]+@/gi, '$1[masked]@'],
]

/** What JSON leaves as it is, and a terminal or a viewer obeys: controls, line separators, marks that turn text around. */
const obeyed = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** A line of JSON without credentials, should one have come so far, and without characters that are obeyed. */
export function maskLine(line: string): string {
  let masked = line
  for (const [pattern, replacement] of masks) masked = masked.replace(pattern, replacement)
  return masked.replace(obeyed, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
