import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { ServerMessage } from './announce.ts'

/** One of the servers in `servers/`, in a process of its own. */
export interface ServerProcess {
  readonly port: number
  cpuUs(): Promise<number>
  stop(): void
}

/** Starts `servers/<name>.ts`. */
export async function startServer(name: string, env: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
  const child = fork(join(import.meta.dirname, '../servers', `${name}.ts`), {
    env: { ...process.env, ...env, NODE_ENV: 'production' },
    execArgv: ['--no-warnings'],
  })
  const listening = await nextMessage(child, name)
  if (listening.kind !== 'listening') throw new TypeError(`${name} spoke before it listened`)
  return {
    port: listening.port,
    async cpuUs() {
      child.send('usage')
      const answer = await nextMessage(child, name)
      if (answer.kind !== 'usage') throw new TypeError(`${name} did not answer`)
      return answer.cpuUs
    },
    stop: () => child.disconnect(),
  }
}

async function nextMessage(child: ChildProcess, name: string): Promise<ServerMessage> {
  const over = new AbortController()
  try {
    const ended = once(child, 'exit', over).then(() => {
      throw new Error(`the server ${name} ended`)
    })
    const [message] = await Promise.race([once(child, 'message', over), ended])
    return message
  } finally {
    over.abort()
  }
}
