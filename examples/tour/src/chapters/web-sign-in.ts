import { type Browser, createBrowser } from '../browser.ts'
import { places } from '../place.ts'
import type { Scene } from '../scene.ts'
import { inShort } from '../visitor.ts'

/** A page signs in with a cookie. */
export async function signInOnTheWeb({ server, tell, person }: Scene): Promise<Browser> {
  tell.chapter('A web page signs in')
  const browser = createBrowser(server.url, places.office)

  tell.sent('POST /auth/register  {email, password}')
  const registered = await browser.send('/auth/register', { method: 'POST', body: person })
  const cookie = registered.cookies.find((line) => line.startsWith(browser.cookie)) ?? ''
  tell.got(`${inShort(registered)}  Set-Cookie: ${cookie}`)
  tell.promise('Ada has an account and is signed in', registered.status === 200, registered.body)
  const isGuarded = /; HttpOnly/.test(cookie) && /; SameSite=Lax/.test(cookie)
  tell.promise('No script of the page can read the cookie: it is HttpOnly', isGuarded, cookie)
  const [, secret = ''] = browser.cookie.split('=')
  const isInBody = secret === '' || JSON.stringify(registered.body).includes(secret)
  tell.promise('Nor is the token anywhere in the body', !isInBody)

  tell.sent(`GET /auth/session  Cookie: ${browser.cookie}`)
  const session = await browser.send('/auth/session')
  tell.got(`${inShort(session)}  ${emailIn(session.body)}`)
  tell.promise('The next page knows who it is', emailIn(session.body) === person.email, session.body)

  const logout = { method: 'POST', body: {} }
  tell.sent('POST /auth/logout  from a page of https://evil.example, cookie and all')
  const forged = await browser.send('/auth/logout', logout, 'cross-site')
  tell.got(inShort(forged))
  const still = await browser.send('/auth/session')
  tell.promise("Another site can't act in Ada's name", forged.status === 403 && still.status === 200, forged)
  return browser
}

function emailIn({ user }: Readonly<Record<string, unknown>>): string {
  return String((user as { email?: unknown } | undefined)?.email) // looked at, not trusted
}
