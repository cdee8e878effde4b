import type { Hono } from 'hono'
import { getOnly } from '../routes/get-only.ts'
import type { AppContext } from '../start/app-context.ts'

type State = 'ok' | 'failed'

/** What has to be well before requests are sent here. */
interface Readiness {
  readonly status: 'ready' | 'not-ready' | 'stopping'
  readonly checks: { readonly store: State; readonly accounts: State; readonly clock: State }
}

/** How far the wall clock may be from the engine's own time, in milliseconds: further, it is doubted. */
const mostClockMs = 2000
const patienceMs = 2000
/** An id that nobody has. */
const nobody = 'readyz'

/** `/healthz`: the process answers. `/readyz`: requests may be sent here. Neither names a person or a setting. */
export function serveHealth(app: Hono, context: AppContext, wallNow: () => number): void {
  const look = once(() => readiness(context, wallNow))

  getOnly(app, '/healthz', (c) => c.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' }))
  getOnly(app, '/readyz', async (c) => {
    const { status, checks } = await look()
    const answer = context.isStopping() ? 'stopping' : status
    const headers = { 'cache-control': 'no-store' }
    if (answer === 'ready') return c.json({ status: answer, checks }, 200, headers)
    return c.json({ status: answer, checks }, 503, { ...headers, 'retry-after': '2' })
  })
}

async function readiness({ sojourn, identity }: AppContext, wallNow: () => number): Promise<Readiness> {
  const [store, accounts] = await Promise.all([
    works(() => sojourn.userEpoch(nobody)),
    works(() => identity.find(nobody)),
  ])
  const clock = Math.abs(wallNow() - sojourn.now()) <= mostClockMs ? 'ok' : 'failed'
  const checks = { store, accounts, clock } as const
  const isReady = Object.values(checks).every((state) => state === 'ok')
  return { status: isReady ? 'ready' : 'not-ready', checks }
}

async function works(work: () => Promise<unknown>): Promise<State> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<State>((resolve) => {
    timer = setTimeout(() => resolve('failed'), patienceMs)
  })
  const done = work().then(
    (): State => 'ok',
    (): State => 'failed',
  )
  return Promise.race([done, late]).finally(() => clearTimeout(timer))
}

/** Who asks while it is being looked is told the same. */
function once(look: () => Promise<Readiness>): () => Promise<Readiness> {
  let looking: Promise<Readiness> | null = null
  return () => {
    looking ??= look().finally(() => {
      looking = null
    })
    return looking
  }
}
