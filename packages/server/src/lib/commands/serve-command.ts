import { createLog } from '../log/create-log.ts'
import { createServer } from '../start/create-server.ts'
import { confirmsNobody } from '../start/warn-of-settings.ts'
import type { Command } from './command.ts'
import { releaseYoungHeap } from './young-heap.ts'

export const serveCommand: Command = {
  name: 'serve',
  summary: 'start the server; also what `sojourn` alone does',
  details: `Writes its log to standard output, a line of JSON for each event. Stops at SIGINT and SIGTERM, when what is under
way was answered; a second signal ends it at once.`,
  async run(call) {
    const settings = await call.settings()
    const log = createLog(settings.logLevel)
    const stopping = firstSignal() // heard while it starts, too
    const server = await createServer(settings, { log })
    releaseYoungHeap()
    process.on('uncaughtException', (error) => {
      log.error({ error }, 'a fault of ours: the server ends')
      void log.flush().then(() => process.exit(1))
    })
    const { terminal } = call
    terminal.err(`Sojourn: ${server.url}`)
    terminal.err(`Data in ${settings.dataFolder}; stop with Ctrl+C.`)
    if (settings.mail.kind === 'outbox')
      terminal.err(`Mails are not sent: ${server.url}/outbox shows them, for development only.`)
    if (confirmsNobody(settings))
      terminal.err('Anybody can register any address: no mail is sent that confirms one.')
    await stopping
    await server.close()
    return 0
  },
}

/** npm and a terminal send the same signal each: two of them so close are one. */
const sameSignalMs = 500

/** Resolves at the first signal to end; a second one ends the process at once. */
async function firstSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let firstAt: number | null = null
  const signals = { SIGINT: 130, SIGTERM: 143 } as const
  for (const [signal, code] of Object.entries(signals)) {
    process.on(signal, () => {
      if (firstAt !== null && performance.now() - firstAt > sameSignalMs) process.exit(code)
      firstAt ??= performance.now()
      resolve()
    })
  }
  return promise
}
