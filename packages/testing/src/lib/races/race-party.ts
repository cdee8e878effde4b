import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createSojourn, type SojournOptions } from 'sojourn'
import { openStore, type StoreAddress } from './open-store.ts'
import type { RaceResult } from './race-result.ts'
import { type RaceTask, runRaceTask } from './race-task.ts'

/** What a party needs to open its engine; goes to other processes as JSON. */
export interface PartySettings {
  readonly address: StoreAddress
  readonly options: Pick<SojournOptions, 'keys' | 'policy' | 'nearCache'>
}

export type PartyMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'task'; readonly number: number; readonly task: RaceTask }
  | { readonly kind: 'result'; readonly number: number; readonly result: RaceResult }
  | { readonly kind: 'failure'; readonly number: number; readonly text: string }

/** An engine that takes part in races. */
export interface RaceParty {
  run(task: RaceTask): Promise<RaceResult>
  stop(): Promise<void>
}

/** A party in this process. */
export async function startLocalParty({ address, options }: PartySettings): Promise<RaceParty> {
  const opened = await openStore(address)
  const sojourn = await createSojourn({ ...options, store: opened.store })
  return {
    run: (task) => runRaceTask(sojourn, task),
    async stop() {
      await sojourn.close()
      await opened.close()
    },
  }
}

/** A party in a process of its own. */
export async function startRemoteParty(settings: PartySettings): Promise<RaceParty> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = fileURLToPath(new URL(`./race-worker.${extension}`, import.meta.url))
  const child = fork(worker, [JSON.stringify(settings)], { execArgv: ['--conditions=@sojourn/source'] })
  const waiting = new Map<number, PromiseWithResolvers<RaceResult>>()
  let tasks = 0
  const ready = Promise.withResolvers<void>()
  child.on('message', (message: PartyMessage) => {
    if (message.kind === 'ready') ready.resolve()
    if (message.kind === 'result') waiting.get(message.number)?.resolve(message.result)
    if (message.kind === 'failure') waiting.get(message.number)?.reject(new Error(message.text))
  })
  child.on('exit', (code) => {
    const ended = new Error(`a party's process ended with ${code}`)
    ready.reject(ended)
    for (const { reject } of waiting.values()) reject(ended)
  })
  await ready.promise
  return {
    run(task) {
      const answer = Promise.withResolvers<RaceResult>()
      const number = tasks++
      waiting.set(number, answer)
      const message: PartyMessage = { kind: 'task', number, task }
      child.send(message)
      return answer.promise.finally(() => waiting.delete(number))
    },
    async stop() {
      if (child.exitCode !== null) return
      const exit = once(child, 'exit')
      child.disconnect()
      await exit
    },
  }
}
