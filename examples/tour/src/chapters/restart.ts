import type { Browser } from '../browser.ts'
import { type Phone, tokenIn } from '../phone.ts'
import type { Scene } from '../scene.ts'
import { inShort } from '../visitor.ts'

/**
 * The server stops and starts: who was signed in still is.
 *
 * @param ended the cookie of a session that was ended before
 */
export async function restartTheServer(
  scene: Scene,
  phone: Phone,
  browser: Browser,
  ended: string,
): Promise<void> {
  const { server, tell, person } = scene
  tell.chapter('The server is restarted')
  tell.say('Ada signs in on both once more. Then the server stops, for a new version, and starts again.')
  const { status } = await browser.send('/auth/login', { method: 'POST', body: person })
  await phone.client.signIn(person)
  const before = await tokenIn(phone.vault)
  await scene.windowClosed()

  await server.stop()
  tell.sent('phone: POST /auth/refresh, while there is no server')
  await phone.client.refresh()
  tell.got('nothing: connection refused')
  const { state } = phone.client
  tell.promise(
    'Without a server the phone is still signed in',
    status === 200 && state.status === 'signed-in',
    state,
  )
  const { url } = server
  tell.sent('the server starts')
  await server.start()
  tell.promise('The server is back', server.url === url, server.url)

  tell.sent('browser: GET /auth/session')
  const page = await browser.send('/auth/session')
  tell.got(inShort(page))
  tell.promise('The browser is signed in', page.status === 200, page.body)
  tell.sent(`phone: POST /auth/refresh  {refresh_token: ${before}}`)
  await phone.client.refresh()
  const after = await tokenIn(phone.vault)
  tell.got(`200  refresh_token: ${after}`)
  const answer = await phone.client.fetch(`${server.url}/auth/session`)
  tell.promise('The phone is signed in, and renews', answer.status === 200 && after !== before, answer.status)

  tell.sent(`GET /auth/session  Cookie: ${ended}, which was ended`)
  const dead = await browser.send('/auth/session', { headers: { cookie: ended } })
  tell.got(inShort(dead))
  tell.promise(
    'What was ended stays ended',
    dead.status === 401 && dead.body.code === 'session/revoked',
    dead.body,
  )
}
