import { defineConfig } from 'vitest/config'

const special = ['integration', 'browser', 'soak']
const allTests = '{packages,examples,scripts}/**/*.test.ts'
const ignored = ['**/node_modules/**', '**/dist/**', 'tmp/**']
const source = ['@sojourn/source']

/** One kind of test is one project; `unit` is every test file that names no other kind. */
function project(name: string, minutes: number) {
  const unit = name === 'unit'
  return {
    resolve: { conditions: [...source, 'module', 'node', 'import', 'default'] },
    ssr: { resolve: { conditions: [...source, 'node', 'import', 'default'], externalConditions: source } },
    test: {
      name,
      include: [unit ? allTests : `{packages,examples}/**/*.${name}.test.ts`],
      exclude: unit ? [...ignored, ...special.map((kind) => `**/*.${kind}.test.ts`)] : ignored,
      server: { deps: { inline: [/^@sojourn\//, /^sojourn/] } },
      execArgv: source.map((condition) => `--conditions=${condition}`),
      testTimeout: minutes * 60_000,
      hookTimeout: 60_000,
      fileParallelism: unit,
    },
  }
}

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [project('unit', 0.25), project('integration', 1), project('browser', 1), project('soak', 30)],
  },
})
