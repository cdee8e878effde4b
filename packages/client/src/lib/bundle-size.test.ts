import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { expect, it } from 'vitest'

const mostBytes = 3000

/** The whole public API as one minified module, with what it takes of the protocol. */
async function bundle(): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL('../index.ts', import.meta.url)),
    platform: 'neutral',
    resolve: { conditionNames: ['@sojourn/source'] },
  })
  const { output } = await build.generate({ format: 'esm', minify: true })
  await build.close()
  return output[0].code
}

it('weighs at most 3 kB compressed, and needs nothing of a platform to be loaded', async () => {
  const code = await bundle()
  expect(code).toMatch(/createClient.*createMemoryVault/)
  expect(code).not.toMatch(/\bimport\b|\brequire\b/)
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(mostBytes)
  expect(brotliCompressSync(code).length).toBeLessThanOrEqual(mostBytes)
})
