/**
 * The language that dates are written in. The pages are in English, so it is the person's kind of it when English is
 * what they read first, and `en-GB` for who reads something else. A browser may report what is no language tag, such as
 * `en-US@posix` where the system has no locale; that is passed over.
 *
 * @param preferred the browser's languages, the most wanted first
 * @returns a tag that `Intl` accepts; `en` when none of them is one
 */
export function dateLanguage(preferred: readonly string[]): string {
  const first = preferred.map(parseTag).find((locale) => locale !== null)
  if (!first) return 'en'
  return first.language === 'en' ? first.toString() : 'en-GB'
}

/** The tag as `Intl` understands it; null when it does not. */
function parseTag(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag)
  } catch {
    return null
  }
}
