import { expect, it } from 'vitest'
import { fuzzServer } from './fuzz.test-support.ts'

it('answers 100,000 hostile requests over all routes as documented, without a 5xx or a changed record', async () => {
  const statuses = await fuzzServer(100_000)
  for (const status of [200, 400, 401, 403, 404, 405, 413, 415, 421]) {
    expect(statuses.get(status) ?? 0, String(status)).toBeGreaterThan(100)
  }
})
