import type { Browser } from '../browser.ts'
import { inWords } from '../narrator.ts'
import type { Phone } from '../phone.ts'
import type { Scene } from '../scene.ts'
import { inShort } from '../visitor.ts'

/** The most that may pass until a client that keeps asking is refused, however slow this machine is. */
const mostMs = 1000
const requestsBefore = 20

/** All sessions of a person end, while a client is in the middle of its work. Resolves to the cookie that was ended. */
export async function signOutEverywhere(scene: Scene, phone: Phone, browser: Browser): Promise<string> {
  const { server, tell, person } = scene
  tell.chapter('Sign out everywhere')
  tell.say(
    'Ada signs in on the phone again. It sends one request after the other, and she signs out everywhere.',
  )
  await phone.client.signIn(person)
  const work = keepAsking(phone, `${server.url}/auth/session`)
  await work.begun
  tell.restart()

  tell.sent('browser: DELETE /auth/sessions')
  const { cookie } = browser
  const ended = await browser.send('/auth/sessions', { method: 'DELETE' })
  const endedAt = performance.now()
  tell.got(`${inShort(ended)}  {ended: ${ended.body.ended}}`)
  tell.promise('Both sessions are over', ended.status === 200 && ended.body.ended === 2, ended.body)

  const { refusedAt, answeredAt } = await work.done
  const afterMs = Math.max(0, refusedAt - endedAt)
  tell.got(`phone: ${answeredAt.length} × 200, then 401, ${inWords(afterMs)} after that answer`)
  const late = answeredAt.filter((beganAt) => beganAt > endedAt).length
  tell.promise('No request that began after it was let in', late === 0, late)
  const { state } = phone.client
  const isTold = state.status === 'signed-out' && state.code === 'session/revoked'
  tell.promise('The phone heard it within milliseconds', afterMs < mostMs && isTold, { afterMs, state })

  tell.sent(`browser: GET /auth/session  Cookie: ${cookie}`)
  const page = await browser.send('/auth/session', { headers: { cookie } })
  tell.got(inShort(page))
  tell.promise("The browser's cookie is dead, too", page.body.code === 'session/revoked', page.body)
  return cookie
}

interface Work {
  /** Resolves when it is well under way. */
  readonly begun: Promise<void>
  /** When the first request was refused, and when those began that were answered. */
  readonly done: Promise<{ readonly refusedAt: number; readonly answeredAt: readonly number[] }>
}

function keepAsking({ client }: Phone, url: string): Work {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const answeredAt: number[] = []

  async function ask(): Work['done'] {
    const beganAt = performance.now()
    const { status } = await client.fetch(url)
    if (status !== 200) return { refusedAt: performance.now(), answeredAt }
    answeredAt.push(beganAt)
    if (answeredAt.length === requestsBefore) begin()
    return ask()
  }
  return { begun, done: ask() }
}
