import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

const engine = readFileSync(new URL(import.meta.resolve('accessibility-checker-engine/ace.js')), 'utf8')

interface Finding {
  readonly ruleId: string
  readonly value: readonly [string, string]
  readonly message: string
  readonly snippet: string
}

/** What the checker can't decide and asks a person to look at: what was seen. */
const seenTo = new Set([
  'style_color_misuse', // every colour goes with words or a picture
  'style_focus_visible', // the walks by keyboard look at each stop
  'aria_keyboard_handler_exists', // the choice of colours is made of radio buttons
  'element_tabbable_unobscured', // what a dialog covers can't be reached as long as it does
  'element_tabbable_visible', // the link that skips to the content appears with the focus
  'input_fields_grouped', // no form has two groups of fields
  'input_label_visible', // the button in a password field has a picture
])

/**
 * Looks a page over: the accessibility checker with its rules for WCAG 2.2 A and AA, and what it can't see.
 *
 * @returns one sentence a flaw
 */
export async function examine(page: Page): Promise<string[]> {
  const flaws = await page.evaluate<string[]>(ownRules)
  if (!(await page.evaluate<boolean>(`typeof ace === 'object'`))) await page.evaluate(engine)
  // Text that fades in or out has no contrast of its own yet.
  await page.evaluate(stillness)
  const findings = await page.evaluate<Finding[]>(
    `new ace.Checker().check(document, ['WCAG_2_2']).then((report) => report.results)`,
  )
  const found = findings
    .filter(
      ({ value: [, outcome], ruleId }) =>
        outcome === 'FAIL' || (outcome === 'POTENTIAL' && !seenTo.has(ruleId)),
    )
    .map(({ ruleId, message, snippet }) => `${ruleId}: ${message} ${snippet.slice(0, 160)}`)
  return [...flaws, ...found]
}

// Text, so that no compiler touches it: it runs in the page. An animation that is called off makes way for another one.
const stillness = `(async () => {
  for (;;) {
    const moving = document.getAnimations().filter(({ effect, playState }) =>
      playState === 'running' && effect.getTiming().iterations !== Infinity)
    if (moving.length === 0) return
    await Promise.allSettled(moving.map(({ finished }) => finished))
  }
})()`

// Text for the same reason.
const ownRules = `(() => {
  const flaws = []
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.unseen')
  if (document.documentElement.scrollWidth > innerWidth) flaws.push('it scrolls sideways')
  for (const control of document.querySelectorAll('a, button, input')) {
    const { left, right } = control.getBoundingClientRect()
    if (shown(control) && (left < 0 || right > innerWidth)) flaws.push(control.outerHTML.slice(0, 99) + ' is cut off')
    const card = control.closest('.card, nav ul')
    if (card && shown(control) && right > card.getBoundingClientRect().right)
      flaws.push(control.outerHTML.slice(0, 99) + ' sticks out')
  }
  for (const styled of document.querySelectorAll('[style]:not([style=""])')) flaws.push('an inline style: ' + styled.outerHTML.slice(0, 160))
  if (document.querySelectorAll('h1').length !== 1) flaws.push('there is not one h1')
  if (document.title !== document.querySelector('h1')?.textContent + ' · Sojourn') flaws.push('the title is ' + document.title)
  // For a finger 44 px (WCAG 2.2 §2.5.5), for a mouse 24. A box can be ticked by its words as well.
  const least = matchMedia('(pointer: coarse)').matches ? 44 : 24
  for (const control of document.querySelectorAll('a, button, input')) {
    const { width, height } = (control.closest('.check-box') ?? control).getBoundingClientRect()
    if (shown(control) && getComputedStyle(control).display !== 'inline' && (width < least || height < least))
      flaws.push((control.ariaLabel ?? control.textContent) + ' is hard to hit')
  }
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  for (const input of document.querySelectorAll('input:not([readonly], [type=radio])')) {
    const { borderTopColor, backgroundColor } = getComputedStyle(input)
    const [high, low] = [luminance(borderTopColor), luminance(backgroundColor)].sort((a, b) => b - a)
    if ((high + 0.05) / (low + 0.05) < 3) flaws.push(input.name + ' has a faint border')
    if (!input.autocomplete) flaws.push(input.name + ' has no autocomplete')
  }
  return flaws
})()`
