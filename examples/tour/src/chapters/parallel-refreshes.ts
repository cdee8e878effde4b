import { createPhone, type Phone, type Refresh, tokenIn } from '../phone.ts'
import type { Scene } from '../scene.ts'
import { windowMs } from '../tour-server.ts'

const many = 50
const mostTries = 3

/** Many contexts of one app renew at the same moment, with the same token. */
export async function refreshInParallel(scene: Scene, phone: Phone): Promise<void> {
  const { server, tell } = scene
  tell.chapter(`${many} refreshes at the same moment`)
  tell.say(
    `${many} windows of one app share one vault, wake up together and renew with the same token. Elsewhere this is ` +
      `how people get signed out: 1 wins, ${many - 1} look like thieves.`,
  )
  const windows = Array.from({ length: many }, () => createPhone(server.url, phone.place, phone.vault))
  const refreshAll = (): Promise<unknown> => Promise.all(windows.map(({ client }) => client.refresh()))
  try {
    await refreshAll() // they have just been opened, and find a fresh access token in the vault
    const { before, refreshes } = await race(scene, phone, windows, refreshAll)
    tell.sent(`${many} × POST /auth/refresh  {refresh_token: ${before}}`)
    const answered = refreshes.filter(({ status }) => status === 200)
    const successors = [...new Set(answered.map(({ successor }) => successor))]
    tell.got(`${answered.length} × 200  refresh_token: ${successors.join(' and ')}`)
    const isOne = answered.length === many && successors.length === 1 && successors[0] !== before
    tell.promise(`All ${many} are answered, with one and the same successor`, isOne, successors)
    const signedIn = windows.filter(({ client }) => client.state.status === 'signed-in').length
    tell.promise('Every window is still signed in', signedIn === many, signedIn)
    await phone.client.refresh() // takes from the vault what another window has renewed
    const kept = await tokenIn(phone.vault)
    tell.promise('The vault holds that successor: the first to store it won', kept === successors[0])
  } finally {
    for (const { client } of windows) client.close()
  }
}

interface Race {
  readonly before: string
  readonly refreshes: readonly Refresh[]
}

/** Again when this machine was too slow for all of them to come within one rotation window. */
async function race(
  scene: Scene,
  { vault }: Phone,
  windows: readonly Phone[],
  refreshAll: () => Promise<unknown>,
): Promise<Race> {
  for (let tries = 1; ; tries++) {
    await scene.windowClosed()
    const before = await tokenIn(vault)
    for (const { refreshes } of windows) refreshes.length = 0
    const start = performance.now()
    await refreshAll()
    const isInTime = performance.now() - start < windowMs
    if (isInTime || tries === mostTries)
      return { before, refreshes: windows.flatMap(({ refreshes }) => refreshes) }
  }
}
