import { type Finding, look, mend, well } from './finding.ts'

const name = '__Host-sojourn'

/**
 * A session cookie of no session. The server has a browser forget it, by the same name and attributes with which it sets
 * a good one: so what arrives shows what the proxies in front do to either.
 */
export const probeCookie = `${name}=asked-by-the-doctor`

interface Arrived {
  readonly name: string
  /** By their names in lower case. */
  readonly attributes: ReadonlyMap<string, string>
}

/**
 * Looks at how the session cookie arrives through the public origin.
 *
 * @param lines the `Set-Cookie` lines of an answer to `probeCookie`; null when the origin does not lead to this server
 * @param isPersistent whether the settings have it outlive the browser
 */
export function examineCookie(lines: readonly string[] | null, isPersistent: boolean): Finding {
  if (lines === null) {
    return look(
      'cookie',
      'not looked at, as the public origin does not lead here',
      'Mend that, then ask the doctor again.',
    )
  }
  const all = lines.map(readLine)
  const arrived =
    all.find((each) => each.name === name) ??
    all.find((each) => each.name.includes('sojourn') && !each.name.includes('sojourn-device'))
  if (arrived === undefined) return mend('cookie', 'it is lost between the server and the origin', lostFix)
  const faults = faultsOf(arrived)
  if (faults.length > 0) {
    const said = `it does not arrive as the server sets it: ${faults.map(({ said }) => said).join(', ')}`
    return mend('cookie', said, [...new Set(faults.map(({ fix }) => fix))].join(' '))
  }
  if (!isPersistent)
    return well('cookie', `${name} arrives with Secure, HttpOnly and SameSite=Lax, until the browser closes`)
  const fix =
    'Ask people before you turn that on (ePrivacy art. 5); SOJOURN_PERSISTENT_COOKIE=no turns it off.'
  return look('cookie', `${name} arrives as it is set, and outlives the browser session`, fix)
}

const lostFix =
  'Let the proxy pass on the Cookie of requests and the Set-Cookie of answers as they are. In nginx look for proxy_set_header Cookie and proxy_hide_header Set-Cookie, in Apache for Header unset Set-Cookie.'
const nameFix = `Let no proxy rename it: browsers hold ${name} to its promises by this very name (Apache: Header edit Set-Cookie, HAProxy: http-response replace-header Set-Cookie).`
const flagsFix =
  'Let no proxy change its flags (nginx: proxy_cookie_flags, Apache: Header edit Set-Cookie, HAProxy: http-response replace-header Set-Cookie).'
const pathFix = 'Let no proxy change its path (nginx: proxy_cookie_path, Apache: ProxyPassReverseCookiePath).'
const domainFix =
  'Let no proxy give it a domain (nginx: proxy_cookie_domain, Apache: ProxyPassReverseCookieDomain).'

function faultsOf(arrived: Arrived): readonly { readonly said: string; readonly fix: string }[] {
  const { attributes } = arrived
  const path = attributes.get('path')
  const sameSite = attributes.get('samesite')
  const domain = attributes.get('domain')
  return [
    { is: arrived.name !== name, said: `its name is ${short(arrived.name)}`, fix: nameFix },
    { is: !attributes.has('secure'), said: 'Secure is missing', fix: flagsFix },
    { is: !attributes.has('httponly'), said: 'HttpOnly is missing', fix: flagsFix },
    {
      is: sameSite?.toLowerCase() !== 'lax',
      said: `SameSite is ${short(sameSite ?? 'missing')}`,
      fix: flagsFix,
    },
    { is: path !== '/', said: `its path is ${short(path ?? 'missing')}`, fix: pathFix },
    { is: domain !== undefined, said: `it has the domain ${short(domain ?? '')}`, fix: domainFix },
  ].filter(({ is }) => is)
}

function readLine(line: string): Arrived {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim())
  const attributes = rest.map((part) => {
    const [key = '', value = ''] = part.split(/=(.*)/s)
    return [key.trim().toLowerCase(), value.trim()] as const
  })
  return { name: pair.split('=')[0]?.trim() ?? '', attributes: new Map(attributes) }
}

function short(text: string): string {
  return text.slice(0, 100)
}
