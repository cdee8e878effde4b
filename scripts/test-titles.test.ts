import { describe, expect, it } from 'vitest'
import { testTitles } from './test-titles.ts'

describe('the titles of a test file', () => {
  it.each([
    ["it('does it', () => {})", 'does it'],
    ['it("does it", () => {})', 'does it'],
    ['it(\n  `does it in 5 s`,\n  { timeout: 1 },\n  () => {},\n)', 'does it in 5 s'],
    ["describe('a group', () => {})", 'a group'],
    ["test.concurrent('does it', () => {})", 'does it'],
    ["it.each(['a', 'b'])('does %s', () => {})", 'does %s'],
    ["it.each<[string]>([\n  ['a'],\n])(\n  'does %s',\n  () => {},\n)", 'does %s'],
    ["it('is nobody else\\u2019s, isn\\'t it', () => {})", "is nobody else’s, isn't it"],
  ])('are found in %j', (source, title) => {
    expect(testTitles(source)).toMatchObject([{ title, skipped: false }])
  })

  it('hold no text of a comment, of a body or of another call', () => {
    const source = `
      // it('was here', () => {})
      /* it('was here', () => {}) */
      permit('was here')
      it('is here', () => {
        expect('was here').toBe(message('was here'))
      })
    `
    expect(testTitles(source)).toEqual([{ title: 'is here', rows: [], skipped: false }])
  })

  it.each(['it.skip', 'it.todo', 'describe.skip', 'it.concurrent.skip', 'it.skip.each(["a"])'])(
    'say of %s that it does not run',
    (call) => {
      expect(testTitles(`${call}('does it', () => {})`)).toMatchObject([{ title: 'does it', skipped: true }])
    },
  )

  it('come with the table, where it stands or where it is declared', () => {
    const source = `
const cases = [
  ['a case', 1],
]
const others = ['another']
it.each(cases)('does %s', () => {})
it.each([['a row', 2]])('does not do %s', () => {})
`
    const [declared, written] = testTitles(source)
    expect([declared?.rows, written?.rows]).toEqual([['a case'], ['a row']])
  })
})
