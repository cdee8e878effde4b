import { createPhone, type Phone, tokenIn } from '../phone.ts'
import { places } from '../place.ts'
import type { Scene } from '../scene.ts'

/** An app signs in with tokens, through the client library. */
export async function signInOnThePhone({ server, tell, person }: Scene): Promise<Phone> {
  tell.chapter('An app on a phone signs in')
  tell.say('With @sojourn/client: the app gets no cookie but two tokens, and keeps them in a vault.')
  const phone = createPhone(server.url, places.home)

  tell.sent('client.signIn: POST /auth/login  {email, password, client: native}')
  await phone.client.signIn(person)
  tell.got(`200  refresh_token: ${await tokenIn(phone.vault)}`)
  tell.promise('The app is signed in', phone.client.state.status === 'signed-in', phone.client.state.status)

  tell.sent('client.fetch: GET /auth/sessions  Authorization: Bearer sja_…')
  const answer = await phone.client.fetch(`${server.url}/auth/sessions`)
  const { sessions } = (await answer.json()) as { sessions: readonly unknown[] } // as the server describes it
  tell.got(`${answer.status}  ${sessions.length} sessions`)
  tell.promise(
    'Ada is signed in twice: in the browser and on the phone',
    sessions.length === 2,
    sessions.length,
  )
  return phone
}
