import type { Page } from 'playwright-core'

/**
 * Looks a page over as a person would who can't see it well, or uses a small screen or no mouse: contrast of every text
 * (WCAG 2.2 §1.4.3), names of every control (§4.1.2), sizes of targets (§2.5.8, §2.5.5), order of headings, no sideways
 * scrolling (§1.4.10).
 *
 * @returns one sentence a flaw
 */
export async function examinePage(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(inPage)
}

// Runs in the page: text, so that it needs neither the DOM's types here nor a compiler there.
const inPage = `(() => {
  const flaws = []
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden]')
  const short = (text) => text.trim().replace(/\\s+/g, ' ').slice(0, 40)

  const parse = (color) => {
    const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number)
    return { r, g, b, a }
  }
  const over = (top, under) => ({
    r: top.r * top.a + under.r * (1 - top.a),
    g: top.g * top.a + under.g * (1 - top.a),
    b: top.b * top.a + under.b * (1 - top.a),
    a: 1,
  })
  const behind = (element) => {
    const own = parse(getComputedStyle(element).backgroundColor)
    if (own.a === 1 || !element.parentElement) return own
    return over(own, behind(element.parentElement))
  }
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const contrast = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a)
    return (high + 0.05) / (low + 0.05)
  }

  let texts = 0
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent
    const element = walker.currentNode.parentElement
    if (!text.trim() || !shown(element) || element.closest(':disabled, .unseen')) continue
    texts += 1
    const style = getComputedStyle(element)
    const under = behind(element)
    const ratio = contrast(over(parse(style.color), under), under)
    const size = Number.parseFloat(style.fontSize)
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    if (ratio < (isLarge ? 3 : 4.5)) flaws.push('"' + short(text) + '" has a contrast of ' + ratio.toFixed(2))
  }
  if (texts < 5) flaws.push('there is hardly any text')

  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) flaws.push('two elements have the id ' + id)
  for (const input of document.querySelectorAll('input:not([type=hidden])')) {
    if (!shown(input)) continue
    const { borderTopColor } = getComputedStyle(input)
    if (input.labels.length === 0) flaws.push(input.name + ' has no label')
    if (!input.autocomplete) flaws.push(input.name + ' has no autocomplete')
    if (contrast(parse(borderTopColor), behind(input)) < 3) flaws.push(input.name + ' has a faint border')
    for (const id of (input.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean)) {
      if (!document.getElementById(id)) flaws.push(input.name + ' is described by nothing')
    }
  }
  // For a finger 44 px (WCAG 2.2 §2.5.5), for a mouse 24.
  const least = matchMedia('(pointer: coarse)').matches ? 44 : 24
  for (const control of document.querySelectorAll('a, button, summary, input:not([type=hidden], [aria-hidden])')) {
    if (!shown(control)) continue
    const name = control.ariaLabel ?? control.labels?.[0]?.textContent ?? control.textContent.trim()
    if (!name) flaws.push('a control has no name')
    const { width, height } = control.getBoundingClientRect()
    const isInline = getComputedStyle(control).display === 'inline'
    if (!isInline && (width < least || height < least)) flaws.push('"' + short(name) + '" is hard to hit')
  }

  if (document.documentElement.lang !== 'en') flaws.push('the language is not said')
  if (!document.title) flaws.push('there is no title')
  if (document.querySelectorAll('h1').length !== 1) flaws.push('there is not one h1')
  if (document.querySelectorAll('main').length !== 1) flaws.push('there is not one main')
  let level = 0
  for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
    const next = Number(heading.tagName[1])
    if (next > level + 1) flaws.push('"' + short(heading.textContent) + '" skips a level of headings')
    level = next
  }
  if (document.documentElement.scrollWidth > innerWidth) flaws.push('it scrolls sideways')
  if (document.querySelector('[style], script, style')) flaws.push('it has an inline style or a script')
  return flaws
})()`
