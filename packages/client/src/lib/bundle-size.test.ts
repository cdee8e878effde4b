import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { bundleClient } from './bundle.test-support.ts'

const mostBytes = 3000

it('weighs at most 3 kB compressed, and needs nothing of a platform to be loaded', async () => {
  const code = await bundleClient()
  expect(code).toMatch(/createClient.*createMemoryVault/)
  expect(code).not.toMatch(/\bimport\b|\brequire\b/)
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(mostBytes)
  expect(brotliCompressSync(code).length).toBeLessThanOrEqual(mostBytes)
})
