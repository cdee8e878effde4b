import { createSojourn } from 'sojourn'
import { openStore } from './open-store.ts'
import type { PartyMessage, PartySettings } from './race-party.ts'
import { runRaceTask } from './race-task.ts'

/** One party in a process of its own: takes tasks by message, answers by message, ends with its parent. */
const settings: PartySettings = JSON.parse(process.argv[2] ?? '{}')
const opened = await openStore(settings.address)
const sojourn = await createSojourn({ ...settings.options, store: opened.store })
const send = (message: PartyMessage): void => {
  process.send?.(message)
}

process.on('message', async ({ number, task }: Extract<PartyMessage, { kind: 'task' }>) => {
  try {
    send({ kind: 'result', number, result: await runRaceTask(sojourn, task) })
  } catch (error) {
    send({ kind: 'failure', number, text: String(error) })
  }
})
process.on('disconnect', () => process.exit())
send({ kind: 'ready' })
