import { expect } from 'vitest'
import { visitAccountPages, visitOpenPages } from './every-state.test-support.ts'
import { examine } from './examine.test-support.ts'
import { visitExpired, visitRareStates } from './rare-states.test-support.ts'
import type { Stage } from './stage.test-support.ts'

export interface Look {
  readonly colorScheme: 'light' | 'dark'
  readonly width: number
}

/** Walks through every state of the pages, and looks each over. Pictures go to the folder that `SHOTS` names. */
export async function lookOver(stage: Stage, part: 'open' | 'account', look: Look): Promise<void> {
  const { colorScheme, width } = look
  const isPhone = width < 500
  const viewport = { width, height: 844 }
  await using opened = await stage.open({ colorScheme, viewport, hasTouch: isPhone, isMobile: isPhone })
  const { page } = opened
  const flaws: string[] = []
  const names: string[] = []
  const visit = async (name: string): Promise<void> => {
    names.push(name)
    await page.getByRole('heading', { level: 1 }).waitFor()
    // The name of the site comes from the server, after the page.
    await expect.poll(() => page.title()).toContain(' · ')
    flaws.push(...(await examine(page)).map((flaw) => `${name}: ${flaw}`))
    const path = `${process.env.SHOTS}/${name.replaceAll(/\W+/g, '-')}-${colorScheme}-${width}.png`
    if (process.env.SHOTS) await page.screenshot({ path, fullPage: true })
  }
  if (part === 'open') await visitOpenPages(page, stage.server, visit)
  else {
    await visitAccountPages(page, stage.server, stage.browser, visit)
    await visitRareStates(opened, visit)
    await visitExpired(page, stage.server, visit)
  }
  expect(flaws).toEqual([])
  expect(names.length).toBe(part === 'open' ? 18 : 25)
}
