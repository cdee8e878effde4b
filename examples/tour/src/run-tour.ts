import { changeTheNetwork } from './chapters/changed-network.ts'
import { loseAnAnswer } from './chapters/lost-answer.ts'
import { signInOnThePhone } from './chapters/native-sign-in.ts'
import { refreshInParallel } from './chapters/parallel-refreshes.ts'
import { restartTheServer } from './chapters/restart.ts'
import { signOutEverywhere } from './chapters/sign-out-everywhere.ts'
import { stealTheToken } from './chapters/stolen-token.ts'
import { signInOnTheWeb } from './chapters/web-sign-in.ts'
import type { Narrator } from './narrator.ts'
import { createScene } from './scene.ts'
import type { TourServer } from './tour-server.ts'

/**
 * Tells the whole story to a server.
 *
 * @throws BrokenPromise at the first step that is not as it is told
 */
export async function runTour(server: TourServer, tell: Narrator): Promise<void> {
  const scene = createScene(server, tell)
  tell.line('Sojourn: a tour', 'good')
  tell.line(`Real requests to a server of its own: ${server.url}`)
  const browser = await signInOnTheWeb(scene)
  const phone = await signInOnThePhone(scene)
  try {
    await refreshInParallel(scene, phone)
    await loseAnAnswer(scene, phone)
    await changeTheNetwork(scene, phone)
    await stealTheToken(scene, phone, browser)
    const ended = await signOutEverywhere(scene, phone, browser)
    await restartTheServer(scene, phone, browser, ended)
  } finally {
    phone.client.close()
  }
}
