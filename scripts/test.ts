// `npm test`: every static check, then every test. Stops at the first static check that fails; ends in one line,
// `tests: N passed, N failed, N skipped`, where a failed check counts as one failed.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from './run.ts'
import { root } from './workspaces.ts'

const ci = process.env.CI === 'true'
const results = join(root, 'tmp/test-results')
const node22 = join(root, 'node_modules/node22/bin/node')

/** The part of vitest's JSON report that is read here. */
interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  testResults: { assertionResults: { fullName: string; status: string }[] }[]
}

interface Check {
  name: string
  run(): boolean
}

function tool(name: string, file: string, ...args: string[]): Check {
  return { name, run: () => runTool(file, args) }
}

function script(name: string, file: string): Check {
  return tool(name, `../scripts/${file}`)
}

const checks: Check[] = [
  script('type check', 'typecheck.ts'),
  tool('lint', '@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'),
  script('direction and cycles', 'check-direction.ts'),
  tool('unused code (knip)', 'knip/bin/knip.js', '--no-progress', '--no-config-hints'),
  script('build', 'build.ts'),
  script('packages (publint, attw)', 'check-packages.ts'),
  script('API report', 'api-report.ts'),
  script('README examples', 'check-readme-examples.ts'),
  script('standards', 'check-standards.ts'),
  script('install without dependencies', 'check-install.ts'),
]

const total = { passed: 0, failed: 0, skipped: 0 }

function timed(name: string, action: () => boolean): boolean {
  console.log(`\n── ${name}`)
  const start = performance.now()
  const passed = action()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`── ${name}: ${passed ? 'passed' : 'FAILED'} in ${seconds} s`)
  return passed
}

/** Runs one vitest project and adds its numbers to the total. */
function runTests(project: string, node: string = process.execPath, ...folders: string[]): boolean {
  const file = join(results, `${project}-${node === node22 ? 22 : 24}.json`)
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  const succeeded = runTool(
    'vitest/vitest.mjs',
    ['run', '--project', project, ...folders, ...reporters],
    node,
  )
  if (!existsSync(file)) {
    total.failed += 1
    console.error('vitest wrote no report')
    return false
  }
  const report: VitestReport = JSON.parse(readFileSync(file, 'utf8'))
  const skipped = report.testResults
    .flatMap((suite) => suite.assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
  for (const test of skipped) console.log(`skipped: ${test.fullName}`)
  total.passed += report.numPassedTests
  // A file that does not load, or an error outside of a test, fails the run without a failed test.
  total.failed += succeeded ? report.numFailedTests : Math.max(1, report.numFailedTests)
  total.skipped += skipped.length
  if (ci && report.numPassedTests === 0 && succeeded) {
    total.failed += 1
    console.error(`the project ${project} has no test that ran`)
    return false
  }
  return succeeded
}

rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const broken = checks.find(({ name, run }) => !timed(name, run))
if (broken) {
  total.failed += 1
  console.error(`\nThe check "${broken.name}" failed (see above); no test was run.`)
} else {
  for (const project of ['unit', 'model', 'integration', 'browser', 'timed'])
    timed(`${project} tests`, () => runTests(project))
  if (ci) timed('unit tests of the packages on Node 22', () => runTests('unit', node22, 'packages/'))
}

process.exitCode = total.failed > 0 ? 1 : 0
console.log(`\ntests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
