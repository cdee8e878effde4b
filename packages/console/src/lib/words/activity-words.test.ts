import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { activityWords } from './activity-words.ts'

it('every kind of activity of the identity package has words of its own', () => {
  const source = new URL('../../../../identity/src/lib/accounts/activity.ts', import.meta.url)
  const kinds = [...readFileSync(source, 'utf8').matchAll(/^ {2}\| '([\w-]+)'/gm)].map(
    ([, kind = '']) => kind,
  )
  expect(kinds.length).toBeGreaterThan(15)
  expect(kinds.filter((kind) => activityWords(kind).icon === 'clock')).toEqual([])
})

it('a kind that is not known is shown as it is called', () => {
  expect(activityWords('key-added')).toEqual({ text: 'Key added', icon: 'clock', isAlarming: false })
  expect(activityWords('constructor').text).toBe('Constructor')
})
