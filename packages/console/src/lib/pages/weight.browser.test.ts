import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { prepareStage } from '../browser/stage.test-support.ts'

const stage = prepareStage()

it('weighs less than 90 kB of script and 6 kB of style, compressed, in two files', async () => {
  await using opened = await stage.open()
  await opened.page.goto('/sign-in')
  await opened.page.getByRole('heading', { level: 1 }).waitFor()
  const assets = resolve(import.meta.dirname, '../../../dist/assets')
  const files = readdirSync(assets)
  const weigh = (type: string): number[] =>
    files
      .filter((file) => file.endsWith(type))
      .map((file) => gzipSync(readFileSync(join(assets, file))).length)
  const [script, style] = [weigh('.js'), weigh('.css')]
  expect([script.length, style.length]).toEqual([1, 1])
  expect(script[0]).toBeGreaterThan(10_000)
  expect(script[0]).toBeLessThan(90_000)
  expect(style[0]).toBeLessThan(6_000)
})

it('has nothing inline: no script, no style, no handler', async () => {
  await using opened = await stage.open()
  const answer = await opened.page.goto('/sign-in')
  const html = (await answer?.text()) ?? ''
  expect(html).toContain('<script type="module" blocking="render"')
  expect(html).not.toMatch(/<style|style=|<script[^>]*>[^<]|\son\w+=|javascript:/i)
  expect(answer?.headers()['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self'/,
  )
})
