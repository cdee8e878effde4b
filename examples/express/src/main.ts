// `npm run shop`: the shop on SQLite.
import { SojournError } from 'sojourn'
import { readSettings, usage } from './settings.ts'
import { StartError } from './start-error.ts'
import { startShop } from './start-shop.ts'

async function main(options: readonly string[]): Promise<void> {
  if (options.includes('--help')) return console.log(usage)
  const settings = readSettings(process.env, options)
  const shop = await startShop(settings)
  const log = settings.logToStdout ? 'the events follow' : `events in ${settings.dataFolder}/events.log`
  console.log(`Sojourn shop: ${shop.url}\nData in ${settings.dataFolder}; ${log}. Stop with Ctrl+C.`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => shop.close().catch(fail))
  }
}

/** What people can mend is said in one message; anything else is a fault of ours, and keeps its trace. */
function fail(error: unknown): void {
  const isKnown = error instanceof StartError || error instanceof SojournError
  console.error(isKnown ? `The shop cannot start. ${error.message}` : error)
  process.exitCode = 1
}

main(process.argv.slice(2)).catch(fail)
