import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { LoadOrder, LoadResult } from './load.ts'

/** The load generator, in a process of its own. */
export interface LoadProcess {
  make(order: LoadOrder): Promise<Extract<LoadResult, { kind: 'done' }>>
  stop(): void
}

export function startLoad(): LoadProcess {
  const child = fork(join(import.meta.dirname, 'load.ts'))
  return {
    async make(order) {
      child.send(order)
      const [result]: LoadResult[] = await once(child, 'message')
      if (result?.kind !== 'done') throw new Error(result?.message ?? 'the load generator ended')
      return result
    },
    stop: () => child.disconnect(),
  }
}
