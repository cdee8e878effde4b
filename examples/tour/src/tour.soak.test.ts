import { expect, it } from 'vitest'
import { startTour } from './tour-process.test-support.ts'

it('fails when a theft ends more than that session, and says which promise is broken', async () => {
  const { code, out } = await startTour('--set', 'theftEnds=user').ended()
  expect(code).toBe(1)
  expect(out).toContain("✗ Ada's browser, a session of its own, lives on and shows it to her")
  expect(out).toContain('This is not as it is told.')
  expect(out).not.toContain('Sign out everywhere')
})
