/** Markup that is safe to send. Only `html` makes it: text becomes markup by being escaped, never by being declared so. */
class Html {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  toString(): string {
    return this.#text
  }
}

export type { Html }

/** What may stand in a template: text is escaped, markup is kept, `null` and `false` are left out. */
export type HtmlValue = string | number | Html | null | undefined | false | readonly Html[]

/**
 * Makes markup from a template. Values stand in text or in quoted attributes, where escaping is enough; never inside a
 * tag, a URL scheme, a script or a style.
 *
 * @example
 * html`<p title="${title}">${text}</p>`
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = parts[0] ?? ''
  for (const [index, value] of values.entries()) text += render(value) + parts[index + 1]
  return new Html(text)
}

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Html) return value.toString()
  if (typeof value === 'object') return value.map(render).join('')
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
