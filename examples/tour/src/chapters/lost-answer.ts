import { type Phone, tokenIn } from '../phone.ts'
import type { Scene } from '../scene.ts'

/** The server rotates the token, and its answer never arrives. */
export async function loseAnAnswer({ windowClosed, tell }: Scene, phone: Phone): Promise<void> {
  tell.chapter('An answer gets lost')
  tell.say(
    'The server has rotated the token when the train enters a tunnel. The phone still holds the old one.',
  )
  await windowClosed()
  const before = await tokenIn(phone.vault)
  phone.refreshes.length = 0

  phone.isDeaf = true
  tell.sent(`POST /auth/refresh  {refresh_token: ${before}}`)
  await phone.client.refresh()
  phone.isDeaf = false
  const lost = phone.refreshes[0]?.successor
  tell.got(`nothing: the answer, with ${lost}, is lost`)
  tell.promise(`The phone is not signed out for that`, phone.client.state.status === 'signed-in')

  tell.sent(`POST /auth/refresh  {refresh_token: ${before}}, once more`)
  await phone.client.refresh()
  const again = phone.refreshes.at(-1)
  tell.got(`${again?.status}  refresh_token: ${again?.successor}`)
  const isSame = again?.presented === before && lost != null && again.successor === lost
  tell.promise('The same answer again, of which the server keeps only hashes', isSame, phone.refreshes)
  tell.promise('The phone has it now', (await tokenIn(phone.vault)) === lost)
}
