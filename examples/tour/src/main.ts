import { BrokenPromise } from './broken-promise.ts'
import { createNarrator, inWords, wantsColours } from './narrator.ts'
import { runTour } from './run-tour.ts'
import { help, readArguments, type TourArguments } from './tour-arguments.ts'
import { startTourServer } from './tour-server.ts'

const { env, stdout } = process
/** The exit codes of a shell for what a signal has ended. */
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

process.exitCode = await tour(process.argv.slice(2))
setTimeout(() => process.exit(), 1000).unref() // should anything still be open

/** Tells the tour, or the help, or what is wrong with the arguments. Its exit code. */
async function tour(argv: readonly string[]): Promise<number> {
  let given: TourArguments
  try {
    given = readArguments(argv)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${help}`)
    return 1
  }
  if (given.wantsHelp) {
    stdout.write(help)
    return 0
  }
  return tell(given)
}

async function tell({ settings }: TourArguments): Promise<number> {
  const begun = performance.now()
  const narrator = createNarrator({
    write: (text) => stdout.write(text),
    hasColours: wantsColours(stdout, env),
  })
  const starting = startTourServer(settings)
  let leaving: Promise<void> | null = null

  async function cleanUp(): Promise<void> {
    const server = await starting.catch(() => null) // then it has cleaned up after itself
    await server?.close()
  }

  /** Ends in the middle of the story. */
  function leave(code: number): void {
    leaving ??= cleanUp().finally(() => process.exit(code))
  }
  for (const [signal, code] of Object.entries(signals)) process.on(signal, () => leave(code))
  stdout.on('error', () => leave(1)) // nobody listens any more

  try {
    await runTour(await starting, narrator)
    await cleanUp()
    const time = inWords(performance.now() - begun)
    narrator.line(`\n${narrator.promises} promises, all held, in ${time}. The folder is gone.`, 'good')
    return 0
  } catch (error) {
    if (leaving) await leaving // what it left behind it has broken itself
    const isBroken = error instanceof BrokenPromise
    narrator.line(isBroken ? '\nThis is not as it is told.' : `\nThe tour could not go on: ${error}`, 'bad')
    await cleanUp()
    return 1
  }
}
