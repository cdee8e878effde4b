import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/** The whole public API as one minified module, with what it takes of the protocol. */
export async function bundleClient(): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL('../index.ts', import.meta.url)),
    platform: 'neutral',
    resolve: { conditionNames: ['@sojourn/source'] },
  })
  const { output } = await build.generate({ format: 'esm', minify: true })
  await build.close()
  return output[0].code
}
