import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const special = ['integration', 'timed', 'browser', 'model', 'soak']
const source = '@sojourn/source'

/** One kind of test is one project; `unit` is every test file that names no other kind. */
function project(name: string, timeoutSeconds: number): TestProjectInlineConfiguration {
  const unit = name === 'unit'
  return {
    ssr: { resolve: { conditions: [source, 'node', 'default'], externalConditions: [source] } },
    test: {
      name,
      include: [`{packages,examples,scripts}/**/*${unit ? '' : `.${name}`}.test.ts`],
      exclude: ['**/node_modules/**', ...(unit ? special.map((kind) => `**/*.${kind}.test.ts`) : [])],
      testTimeout: timeoutSeconds * 1000,
      hookTimeout: 60_000,
      // What is measured by the clock has the machine to itself: one file at a time.
      fileParallelism: name !== 'timed' && name !== 'soak',
    },
  }
}

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [
      project('unit', 15),
      project('integration', 60),
      project('timed', 60),
      project('browser', 60),
      project('model', 180),
      project('soak', 30 * 60),
    ],
  },
})
