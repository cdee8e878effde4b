import type { Page } from 'playwright-core'
import { expect } from 'vitest'

interface Stop {
  readonly name: string
  readonly ring: boolean
}

/**
 * Walks through the page, or the dialog, with the Tab key until it comes round.
 *
 * @returns the names of the stops; each was seen to have the focus
 */
export async function tabStops(page: Page): Promise<string[]> {
  // From the top: where the focus was last is where Tab goes on from.
  await page.evaluate(`(() => {
    const top = document.querySelector('dialog[open]') ?? document.body
    top.tabIndex = -1
    top.focus()
    top.removeAttribute('tabindex')
  })()`)
  const stops: Stop[] = []
  for (;;) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate<Stop | null>(focusedInPage)
    if (!stop || (stops.length > 1 && stop.name === stops[0]?.name)) break
    stops.push(stop)
  }
  expect(stops.filter(({ ring }) => !ring)).toEqual([])
  return stops.map(({ name }) => name)
}

// Text, so that no compiler touches it: it runs in the page. A ring of 2 px that stands out 3:1 (WCAG 2.2 §2.4.7, §1.4.11).
const focusedInPage = `(() => {
  const element = document.activeElement
  if (!element || element === document.body) return null
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (at) => {
    const { backgroundColor } = getComputedStyle(at)
    return /^rgb\\(/.test(backgroundColor) || !at.parentElement ? backgroundColor : behind(at.parentElement)
  }
  const ringed = [element, element.parentElement].find((each) => getComputedStyle(each).outlineStyle === 'solid')
  let ring = false
  if (ringed) {
    const { outlineColor, outlineWidth } = getComputedStyle(ringed)
    const [high, low] = [luminance(outlineColor), luminance(behind(ringed.parentElement))].sort((a, b) => b - a)
    ring = parseFloat(outlineWidth) >= 2 && (high + 0.05) / (low + 0.05) >= 3
  }
  const label = element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent
  return { name: label.trim(), ring }
})()`
