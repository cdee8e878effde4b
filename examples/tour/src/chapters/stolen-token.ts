import type { Browser } from '../browser.ts'
import { type Phone, tokenIn } from '../phone.ts'
import { places } from '../place.ts'
import type { Scene } from '../scene.ts'
import { inShort, send } from '../visitor.ts'

/** Somebody copies the vault, and uses what is in it. */
export async function stealTheToken(
  { server, windowClosed, tell }: Scene,
  phone: Phone,
  browser: Browser,
): Promise<void> {
  tell.chapter('A thief')
  tell.say('Somebody has copied the vault of the phone, and renews before the phone does.')
  await windowClosed()
  const stolen = await tokenIn(phone.vault)
  phone.refreshes.length = 0

  tell.sent(`thief: POST /auth/refresh  {refresh_token: ${stolen}}`)
  const loot = await send(`${server.url}/auth/refresh`, places.elsewhere, {
    method: 'POST',
    body: { refresh_token: stolen },
  })
  tell.got(`${inShort(loot)}  refresh_token: ${loot.body.refresh_token}`)
  const asThief = { headers: { authorization: `Bearer ${loot.body.access_token}` } }
  const inside = await send(`${server.url}/auth/session`, places.elsewhere, asThief)
  tell.promise('The thief is in: a copy is as good as the original', inside.status === 200, inside.body)

  tell.sent(`phone: POST /auth/refresh  {refresh_token: ${stolen}, reread: false}`)
  await phone.client.refresh()
  const [first, second] = phone.refreshes
  tell.got(`${first?.status} ${first?.code}`)
  tell.sent('phone: reads its vault again, where nothing has changed: {…, reread: true}')
  tell.got(`${second?.status} ${second?.code}`)
  const isToldOnce =
    first?.code === 'refresh/stale' && second?.reread === true && second.code === 'refresh/reused'
  tell.promise('Two holders of one token: the server ends the session', isToldOnce, phone.refreshes)
  const { state } = phone.client
  const isOut = state.status === 'signed-out' && state.code === 'refresh/reused'
  tell.promise('The phone is told why, and asks Ada to sign in', isOut, state)

  tell.sent('thief: GET /auth/session, and POST /auth/refresh with the newest token')
  const after = await send(`${server.url}/auth/session`, places.elsewhere, asThief)
  const body = { refresh_token: loot.body.refresh_token }
  const renewed = await send(`${server.url}/auth/refresh`, places.elsewhere, { method: 'POST', body })
  tell.got(`${inShort(after)}, ${inShort(renewed)}`)
  tell.promise('The thief is out, with everything taken', after.status === 401 && renewed.status === 401, [
    after,
    renewed,
  ])

  const [event] = server.logged('refresh/theft')
  tell.got(`log: refresh/theft  session ${String(event?.id).slice(0, 8)}…`)
  tell.promise('The theft is in the log', event !== undefined)
  tell.sent('browser: GET /auth/activity')
  const { status, body: seen } = await browser.send('/auth/activity')
  tell.got(`${status}  ${JSON.stringify(seen).includes('refresh-theft') ? 'refresh-theft, …' : 'no theft'}`)
  const isTold = status === 200 && JSON.stringify(seen).includes('refresh-theft')
  tell.promise("Ada's browser, a session of its own, lives on and shows it to her", isTold, seen)
}
