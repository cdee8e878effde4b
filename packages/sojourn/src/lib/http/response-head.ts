/** The part of an answer that is not yet sent. An `http.ServerResponse` is one as it is. */
export interface ResponseHead {
  readonly headersSent: boolean
  getHeader(name: string): number | string | readonly string[] | undefined
  /** Puts `value` in place of whatever the header was. */
  setHeader(name: string, value: string | readonly string[]): unknown
}

/** Sets a cookie in place of an earlier one of the same name: an answer names a cookie once (RFC 6265 §4.1.1). */
export function putCookie(out: ResponseHead, setCookie: string): void {
  const start = setCookie.slice(0, setCookie.indexOf('=') + 1)
  const others = linesOf(out.getHeader('set-cookie')).filter((line) => !line.startsWith(start))
  out.setHeader('set-cookie', [...others, setCookie])
}

/** Adds a name to `Vary`. */
export function addVary(out: ResponseHead, name: string): void {
  const names = linesOf(out.getHeader('vary')).flatMap((line) => line.split(/\s*,\s*/))
  if (names.includes('*') || names.some((other) => other.toLowerCase() === name.toLowerCase())) return
  out.setHeader('vary', [...names, name].join(', '))
}

function linesOf(value: number | string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'object' ? value : [String(value)]
}
