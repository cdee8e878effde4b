const base = 'http://this.invalid'
const longest = 2048
/** One slash, then nothing that some browser, server or proxy reads as a second one. */
const pathPattern = /^\/(?![/\\]|%2f|%5c)[!-[\]-~]*$/i

/**
 * A place on this site to go to after sign-in, from text that anybody may have written: a path with query and fragment,
 * or `fallback` for everything else. (ASVS 5.0 §3.7.2)
 *
 * @example
 * res.redirect(303, safeRedirect(req.query.next, '/'))
 */
export function safeRedirect(text: unknown, fallback: string): string {
  if (typeof text !== 'string' || text.length > longest || !pathPattern.test(text)) return fallback
  if (!URL.canParse(text, base)) return fallback
  const url = new URL(text, base)
  const target = url.pathname + url.search + url.hash
  return url.origin === base && pathPattern.test(target) ? target : fallback
}
