const [tab, space] = [0x09, 0x20]

/**
 * The text without the spaces and tabs at its ends: all that HTTP lets stand around a value (RFC 9110 §5.6.3).
 * `String.trim` takes more, such as the byte A0, and so gives two texts one meaning.
 */
export function trimBlanks(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (start < end && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === space || code === tab
}
