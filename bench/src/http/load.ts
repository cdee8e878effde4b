// The process that makes the load: told what to do by messages, one slice of time after another.
import { setTimeout as wait } from 'node:timers/promises'
import { openConnection } from './connection.ts'
import { requestText } from './request-text.ts'

/** One slice of load on one server. */
export interface LoadOrder {
  readonly port: number
  /** The credential header lines that requests carry in turn. */
  readonly credentials: readonly string[]
  readonly connections: number
  readonly milliseconds: number
}

export type LoadResult =
  | { readonly kind: 'done'; readonly answered: number; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly message: string }

process.on('disconnect', () => process.exit())
process.on('message', async (order: LoadOrder) => {
  process.send?.(await make(order))
})

/**
 * Keeps this process from sleeping. Otherwise a server that is slower than the load pays for waking it with each answer,
 * a system call that takes longer than all the rest of a small request, and one that is quicker does not.
 */
function spin(): () => void {
  let spinning = true
  const turn = (): void => {
    if (spinning) setImmediate(turn)
  }
  turn()
  return () => {
    spinning = false
  }
}

async function make({ port, credentials, connections, milliseconds }: LoadOrder): Promise<LoadResult> {
  const texts = credentials.map((credential) => requestText(port, credential))
  let next = 0
  let failure: Error | null = null
  const nextRequest = (): string => {
    next = next + 1 < texts.length ? next + 1 : 0
    return texts[next] ?? ''
  }
  const open = Array.from({ length: connections }, () =>
    openConnection(port, nextRequest, (error) => {
      failure ??= error
    }),
  )
  const answered = (): number => open.reduce((sum, connection) => sum + connection.answered, 0)
  const stopSpinning = spin()
  await wait(100) // all are connected and busy
  const before = answered()
  const start = performance.now()
  await wait(milliseconds)
  const elapsed = performance.now() - start
  const count = answered() - before
  stopSpinning()
  for (const connection of open) connection.close()
  if (failure !== null) return { kind: 'failed', message: String(failure) }
  return { kind: 'done', answered: count, milliseconds: elapsed }
}
