/** Characters that act instead of being shown: controls, line separators, and formats, bidirectional ones among them. */
const acting = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]--[\u200c\u200d]]/gv
/** Spaces at either end, and the two joiners, which mean something only between letters. */
const edges = /^[\s\u200c\u200d]+|[\s\u200c\u200d]+$/gu
const plain = /^[!-~](?:[ -~]*[!-~])?$/

/**
 * What is kept of a text that a client chose: well-formed, without characters that act, which could hide a part of it or
 * turn the text around it, and of at most `most` characters. Null when nothing is left.
 */
export function cleanText(text: string | null | undefined, most: number): string | null {
  if (typeof text !== 'string') return null
  if (text.length <= most && plain.test(text)) return text
  const clean = text.toWellFormed().replace(acting, '').replace(edges, '')
  return [...clean].slice(0, most).join('').replace(edges, '') || null
}
