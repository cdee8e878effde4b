import { expect, it } from 'vitest'
import { createOutbox } from './outbox.ts'

it('keeps the last mails, the newest first', async () => {
  let now = 1000
  const outbox = createOutbox({ now: () => now++, most: 3 })
  for (const subject of ['a', 'b', 'c', 'd', 'e']) {
    await outbox.send({ to: 'nora@example.com', subject, text: 'text', html: '<p>html' })
  }
  expect(outbox.list().map(({ id, at, subject }) => [id, at, subject])).toEqual([
    [5, 1004, 'e'],
    [4, 1003, 'd'],
    [3, 1002, 'c'],
  ])
})
