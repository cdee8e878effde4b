import { expect, it } from 'vitest'
import { fuzzServer } from './fuzz.test-support.ts'

it('answers 6,000 hostile requests over all routes as documented, without a 5xx or a changed record', async () => {
  const statuses = await fuzzServer(6000)
  for (const status of [200, 400, 401, 403, 404, 405, 415, 421]) {
    expect(statuses.get(status) ?? 0, String(status)).toBeGreaterThan(5)
  }
})
