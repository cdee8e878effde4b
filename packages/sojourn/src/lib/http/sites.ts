import { SojournError } from '../engine/sojourn-error.ts'
import { type CookieOptions, type CookieShape, loopbackCookie, secureCookie } from './cookie-options.ts'

/** One public origin as one kind of connection reaches it. */
export interface Site {
  /** As browsers write it: `https://app.example`. */
  readonly origin: string
  readonly loopback: boolean
  /** False for plain HTTP to another machine: no credential is read or set. */
  readonly confidential: boolean
  readonly cookie: CookieShape
}

/** The sites that are served. */
export interface Sites {
  /** The site of a host name with its port, or undefined when it is not served. */
  find(host: string | undefined, encrypted: boolean): Site | undefined
}

const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/
const mostRemembered = 64

/**
 * @param origin the public origins; when none is given, this machine's own names at any port are served
 * @throws `config/invalid`
 */
export function createSites(
  origin: string | readonly string[] | undefined,
  options: CookieOptions = {},
): Sites {
  const cookie = secureCookie(options)
  const configured =
    origin === undefined ? null : new Map([origin].flat().map((text) => readOrigin(text, options)))
  const remembered = { plain: new Map<string, Site>(), encrypted: new Map<string, Site>() }

  function locate(host: string, encrypted: boolean): Site | undefined {
    const [, name, givenPort] = hostPattern.exec(host.toLowerCase()) ?? []
    if (name === undefined) return undefined
    const port = givenPort ?? (encrypted ? '443' : '80')
    if (configured) {
      // A plain request for https://app.example names no port, or one that a proxy listens on.
      const found =
        configured.get(`${name}:${port}`) ?? (encrypted ? undefined : configured.get(`${name}:443`))
      if (found === undefined) return undefined
      if (!isLoopbackName(name)) return { origin: found, loopback: false, confidential: encrypted, cookie }
    }
    if (!isLoopbackName(name)) return undefined
    const isDefault = port === (encrypted ? '443' : '80')
    const ownOrigin = `${encrypted ? 'https' : 'http'}://${name}${isDefault ? '' : `:${port}`}`
    const shape = encrypted ? cookie : loopbackCookie(options, port)
    return { origin: ownOrigin, loopback: true, confidential: true, cookie: shape }
  }

  return {
    find(host, encrypted) {
      if (host === undefined) return undefined
      const memory = encrypted ? remembered.encrypted : remembered.plain
      const known = memory.get(host)
      if (known !== undefined) return known
      const site = locate(host, encrypted)
      if (site !== undefined) {
        if (memory.size >= mostRemembered) memory.clear()
        memory.set(host, site)
      }
      return site
    },
  }
}

/** The names of this machine itself, as a `Host` header writes them. */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]'
}

/** `name:port` and the origin's exact text. */
function readOrigin(text: string, options: CookieOptions): readonly [string, string] {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.origin !== text || !/^https?:$/.test(url.protocol)) {
    throw new SojournError(
      'config/invalid',
      `origin: ${JSON.stringify(text)}; write scheme and host, like 'https://app.example'`,
    )
  }
  if (url.protocol === 'http:' && !isLoopbackName(url.hostname)) {
    throw new SojournError(
      'config/invalid',
      `origin: ${JSON.stringify(text)} is not encrypted; plain HTTP is for loopback only`,
    )
  }
  const { domain } = options
  if (
    domain !== undefined &&
    url.hostname !== domain &&
    !url.hostname.endsWith(`.${domain}`) &&
    !isLoopbackName(url.hostname)
  ) {
    throw new SojournError(
      'config/invalid',
      `cookie.domain: browsers refuse a cookie for ${domain} from ${text}`,
    )
  }
  return [`${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`, text]
}
