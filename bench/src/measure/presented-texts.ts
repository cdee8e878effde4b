/**
 * Hands out the texts in turn, each as a new string: a text that is presented comes fresh from a socket, and is in the
 * processor's cache, whatever has been kept of the session is not.
 */
export function presentInTurn(texts: readonly string[]): (count: number) => string[] {
  let at = 0
  return (count) =>
    Array.from({ length: count }, () => {
      at = at + 1 < texts.length ? at + 1 : 0
      return Buffer.from(texts[at] ?? '', 'latin1').toString('latin1')
    })
}
