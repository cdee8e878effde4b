import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { startTour } from './tour-process.test-support.ts'

const mostMs = 15_000
const columns = 80

const chapters = [
  'A web page signs in',
  'An app on a phone signs in',
  '50 refreshes at the same moment',
  'An answer gets lost',
  'The network changes on the way',
  'A thief',
  'Sign out everywhere',
  'The server is restarted',
]

it('tells every chapter with what was sent, what came back and the time, within 15 s, and no credential', async () => {
  const begun = performance.now()
  const { code, out, error } = await startTour().ended()
  expect([code, error, out.includes('✗')]).toEqual([0, '', false])
  expect(performance.now() - begun).toBeLessThan(mostMs)
  const lines = out.split('\n')
  chapters.forEach((title, index) => {
    const from = lines.indexOf(`${index + 1}  ${title}`)
    const next = lines.findIndex((line, at) => at > from && /^\d {2}\S/.test(line))
    const chapter = lines.slice(from + 1, next === -1 ? undefined : next)
    expect(from, title).toBeGreaterThan(0)
    for (const mark of [/^ {3}→ \S/, /^ {3}← \S/, /^ {3}✓ \S.* \d[\d.]* m?s$/]) {
      expect(
        chapter.some((line) => mark.test(line)),
        `${title}: ${mark}`,
      ).toBe(true)
    }
  })
  expect(out).toMatch(/ promises, all held, in \d/)
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns)
  expect(out).toContain('sjr_…')
  expect(out).not.toMatch(/sj[sar]_[\w-]|a quiet place|sojourn-device/)
  expect(stripVTControlCharacters(out)).toBe(out)
})

it('fails when rotation has no window, because 50 refreshes have more than one successor then', async () => {
  const { code, out } = await startTour('--set', 'rotationWindow=0ms').ended()
  expect([code, out.includes('✗ All 50 are answered, with one and the same successor')]).toEqual([1, true])
  expect(out).not.toMatch(/sj[sar]_[\w-]/)
})

it('cleans up when it is interrupted, at the start or in the middle', async () => {
  for (const [text, signal, expected] of [
    ['Sojourn: a tour', 'SIGTERM', 143],
    ['refreshes at the same moment', 'SIGINT', 130],
  ] as const) {
    const tour = startTour()
    await tour.until(text)
    tour.child.kill(signal)
    const { code, out, error } = await tour.ended()
    expect([text, code, error, out.includes('✗')]).toEqual([text, expected, '', false])
  }
})

it('ends when nobody reads it any more', async () => {
  const tour = startTour()
  await tour.until('1  A web page')
  tour.child.stdout.destroy()
  expect((await tour.ended()).code).toBe(1)
})

it('explains itself, and what is wrong with a setting', async () => {
  const asked = await startTour('--help').ended()
  expect([asked.code, asked.error]).toEqual([0, ''])
  expect(asked.out).toContain('npm run tour')
  for (const line of asked.out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns)
  const unknown = await startTour('--set', 'nonsense=1').ended()
  expect([unknown.code, unknown.out.includes('nonsense')]).toEqual([1, true])
})
