// `npm run bench`: measures Sojourn beside its peers, and writes the table in bench/README.md.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Figure } from './measure/figure.ts'
import { createReport, tableOf, writeTable } from './report.ts'
import { runSuiteProcess } from './run-suite.ts'
import { suites } from './suites.ts'

const help = `npm run bench -- [options]

  --only <suite>   only this one; may be given more than once. The table in bench/README.md is then left alone.
  --rounds <n>     interleaved rounds, 1 to 100; default 5
  --json           prints the figures as JSON, and nothing else, to the standard output
  --help           this text

suites:
${suites.map(({ name, what }) => `  ${name.padEnd(16)} ${what}`).join('\n')}
`

function readArguments(): { only: string[]; rounds: number; json: boolean; help: boolean } {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new RangeError('--rounds: 1 to 100')
  const unknown = values.only.find((name) => !suites.some((suite) => suite.name === name))
  if (unknown !== undefined) throw new RangeError(`--only: no suite is named ${unknown}; see --help`)
  return { ...values, rounds }
}

async function main(): Promise<void> {
  const { only, rounds, json, help: asked } = readArguments()
  if (asked) {
    process.stdout.write(help)
    return
  }
  const chosen = only.length === 0 ? suites : suites.filter(({ name }) => only.includes(name))
  const figures: Figure[] = []
  for (const [index, suite] of chosen.entries()) {
    const start = performance.now()
    const progress = (text: string): void => {
      const seconds = ((performance.now() - start) / 1000).toFixed(0)
      console.error(`[${index + 1}/${chosen.length}] ${suite.name}: ${text} (${seconds} s)`)
    }
    progress('begins')
    figures.push(...(await runSuiteProcess(suite, rounds, progress)))
    progress('done')
  }
  const report = createReport(figures, rounds)
  console.log(json ? JSON.stringify(report, null, 2) : tableOf(report))
  if (only.length > 0) return
  writeTable(join(import.meta.dirname, '../README.md'), report)
  console.error('The table in bench/README.md was written.')
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
