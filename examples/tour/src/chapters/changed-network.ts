import { type Phone, tokenIn } from '../phone.ts'
import { places } from '../place.ts'
import type { Scene } from '../scene.ts'

/** The answer is lost, and the honest phone asks again from somewhere else. */
export async function changeTheNetwork({ server, windowClosed, tell }: Scene, phone: Phone): Promise<void> {
  tell.chapter('The network changes on the way')
  tell.say(
    'The answer is lost again, because the phone leaves its Wi-Fi. From the street it looks like somebody else who ' +
      'holds the same token, and for the rotation window (30 s by default, 1 s here) the server will not choose.',
  )
  await windowClosed()
  const before = await tokenIn(phone.vault)
  phone.refreshes.length = 0

  phone.isDeaf = true
  tell.sent(`POST /auth/refresh  {refresh_token: ${before}}  from ${phone.place.address}`)
  await phone.client.refresh()
  phone.isDeaf = false
  tell.got('nothing: the answer is lost')

  phone.place = places.street
  tell.sent(`POST /auth/refresh  {refresh_token: ${before}}  from ${phone.place.address}`)
  await phone.client.refresh()
  const [, ...tries] = phone.refreshes
  const refusals = tries.filter(({ code }) => code === 'refresh/superseded').length
  const last = tries.at(-1)
  tell.got(`${refusals} × 409 refresh/superseded, then ${last?.status}  refresh_token: ${last?.successor}`)
  const isIn = last?.status === 200 && phone.client.state.status === 'signed-in'
  tell.promise('The client waits, asks again, and is still signed in', isIn, tries)
  const answer = await phone.client.fetch(`${server.url}/auth/session`)
  tell.promise('Its new access token works', answer.status === 200, answer.status)
  tell.promise('Nobody was taken for a thief so far', server.logged('refresh/theft').length === 0)
}
