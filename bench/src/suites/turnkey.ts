import { brotliCompressSync, gzipSync } from 'node:zlib'
import { bundleClient } from '../../../packages/client/src/lib/bundle.test-support.ts'
import { flood, signInsBesideChecks } from '../../../packages/server/src/lib/routes/load.test-support.ts'
import { makeFreshCheckout } from '../../../scripts/fresh-checkout.ts'
import type { Figure } from '../measure/figure.ts'
import { median } from '../measure/statistics.ts'
import { runSuite } from '../measure/suite.ts'
import { measureMemory } from '../turnkey/resting-memory.ts'
import { measureStarts } from '../turnkey/start-times.ts'

const guessesPerSecond = 1000
const loadSeconds = 10

type Row = readonly [name: string, what: string, value: number, target: Figure['target'], detail: string]

function rows(unit: Figure['unit'], ...all: readonly Row[]): readonly Figure[] {
  return all.map(([name, what, value, target, detail]) => ({
    name: `turnkey.${name}`,
    what,
    value,
    unit,
    target,
    detail,
  }))
}

/** Of several runs the one before which this machine was least busy with something else. */
function quietest<Run extends { readonly before: { readonly p99: number } }>(runs: readonly Run[]): Run {
  const [first, ...rest] = runs
  if (first === undefined) throw new RangeError('the quietest of nothing')
  return rest.reduce((least, run) => (run.before.p99 < least.before.p99 ? run : least), first)
}

async function measureChecks(rounds: number): Promise<readonly Figure[]> {
  const runs: Awaited<ReturnType<typeof signInsBesideChecks>>[] = []
  for (let round = 0; round < rounds; round++) runs.push(await signInsBesideChecks(loadSeconds))
  const { before, during, signIns } = quietest(runs)
  const perSecond = ((signIns[200] ?? 0) / loadSeconds).toFixed(0)
  const detail = `${before.p99.toFixed(1)} ms before; ${perSecond} sign-ins a second`
  const what = 'session checks beside 64 parallel sign-ins, 99 % within'
  return rows('ms', ['checks-beside-sign-ins', what, during.p99, { atMost: 20 }, detail])
}

async function measureGuesses(rounds: number): Promise<readonly Figure[]> {
  const runs: Awaited<ReturnType<typeof flood>>[] = []
  for (let round = 0; round < rounds; round++) runs.push(await flood(guessesPerSecond, loadSeconds))
  const { guesses, cpuPerGuessMs, before, checks, owner } = quietest(runs)
  const sent = guessesPerSecond * loadSeconds
  const hashed = `${guesses[401] ?? 0} were hashed`
  const ofOwner = `${median(owner.map(({ ms }) => ms)).toFixed(0)} ms`
  return [
    ...rows('%', [
      'guesses-throttled',
      '1,000 wrong guesses a second: answered with 429',
      (100 * (guesses[429] ?? 0)) / sent,
      { atLeast: 95 },
      `of ${sent.toLocaleString('en')}; the first ones meet a full line (503), ${hashed}`,
    ]),
    ...rows(
      'ms',
      [
        'guess-processor',
        'processor time a guess',
        cpuPerGuessMs,
        { atMost: 0.5 },
        `with 50 session checks a second; a sign-in of the owner on a known device took ${ofOwner}`,
      ],
      [
        'checks-beside-guesses',
        'session checks meanwhile, 99 % within',
        checks.p99,
        { atMost: 20 },
        `${before.p99.toFixed(1)} ms before`,
      ],
    ),
  ]
}

async function measureClient(): Promise<readonly Figure[]> {
  const code = await bundleClient()
  const gzip = gzipSync(code, { level: 9 }).length
  const detail = `gzip; ${brotliCompressSync(code).length} bytes with Brotli, ${code.length} minified`
  return rows('bytes', ['client', 'the client in a bundle, compressed', gzip, { atMost: 3000 }, detail])
}

/** The turnkey server as a newcomer starts it, at rest, and under what strangers do to it. */
await runSuite(async (rounds, progress) => {
  const checkout = makeFreshCheckout()
  try {
    progress('starts')
    const { first, later } = await measureStarts(checkout, rounds)
    progress('rests')
    const { started, visited } = await measureMemory(checkout)
    progress('64 sign-ins at all times')
    const checks = await measureChecks(rounds)
    progress('1,000 wrong guesses a second')
    const guesses = await measureGuesses(rounds)
    const range = `${Math.min(...later).toFixed(0)} to ${Math.max(...later).toFixed(0)} ms`
    return [
      ...rows(
        'ms',
        ['start', 'what `npm start` runs, to its address', median(later), { atMost: 2000 }, range],
        [
          'first-start',
          'the same for the first time',
          first,
          null,
          'the pages are built and all is compiled',
        ],
      ),
      ...rows(
        'MB',
        ['memory', 'memory at rest (`VmRSS`)', started, { atMost: 120 }, 'ten seconds after the start'],
        ['memory-visited', 'the same after 1,000 visits', visited, null, 'each loads the page that signs in'],
      ),
      ...checks,
      ...guesses,
      ...(await measureClient()),
    ]
  } finally {
    checkout.remove()
  }
})
