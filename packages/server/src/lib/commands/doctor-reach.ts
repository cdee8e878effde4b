import { type RequestOptions, request } from 'node:https'
import { createServer } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { isLoopbackHost } from '../settings/loopback.ts'
import type { Settings } from '../settings/settings.ts'
import { codeOf } from '../start/data-folder.ts'
import { examineCookie, probeCookie } from './doctor-cookie.ts'
import { type Finding, look, mend, well } from './finding.ts'

const patienceMs = 10_000
const soonDays = 14

/** How the public origin is reached, for tests: whom to trust, and where names lead. */
type Connection = Pick<RequestOptions, 'ca' | 'lookup'>

/** Looks at the port, and at the way from the public origin to it. */
export async function examineReach(
  settings: Settings,
  connection: Connection = {},
): Promise<readonly Finding[]> {
  const port = await examinePort(settings)
  const { origin } = settings
  const runs = port.said.startsWith('a Sojourn server')
  if (origin === null || isLoopbackHost(new URL(origin).hostname)) {
    return [
      port,
      well('origin', 'for this machine only'),
      well(
        'cookie',
        'no proxy in between: sojourn-<port>, HttpOnly, SameSite=Lax; without Secure, as browsers reach this machine in plain HTTP',
      ),
    ]
  }
  return [port, ...(await examineOrigin(settings, origin, runs, connection))]
}

async function examinePort({ port, listen }: Settings): Promise<Finding> {
  if (port === 0) return well('port', 'any that is free')
  const code = await tryPort(port, listen)
  if (code === null) return well('port', `${port} on ${listen} is free`)
  if (code === 'EADDRINUSE') {
    const host = listen.includes(':')
      ? `[${listen === '::' ? '::1' : listen}]`
      : listen === '0.0.0.0'
        ? '127.0.0.1'
        : listen
    if (await isSojourn(`http://${host}:${port}`)) return well('port', `a Sojourn server answers on ${port}`)
    return mend(
      'port',
      `${port} on ${listen} is in use by another program`,
      'Stop that, or choose another port in PORT.',
    )
  }
  const fix =
    code === 'EACCES' ? 'Choose one above 1023 in PORT.' : 'Choose another in PORT or SOJOURN_LISTEN.'
  return mend('port', `${port} on ${listen} cannot be had (${code})`, fix)
}

async function tryPort(port: number, address: string): Promise<string | null> {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<string | null>()
  server.once('error', (error) => resolve(codeOf(error)))
  server.listen(port, address, () => server.close(() => resolve(null)))
  return promise
}

async function isSojourn(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(patienceMs) })
    const body: unknown = await answer.json()
    return JSON.stringify(body) === '{"status":"ok"}'
  } catch {
    return false
  }
}

interface Reached {
  readonly status: number
  /** The `Set-Cookie` lines. */
  readonly cookies: readonly string[]
  /** Whether it was this kind of server that answered. */
  readonly isSojourn: boolean
  readonly code: unknown
  readonly daysLeft: number
}

async function examineOrigin(
  { persistentCookie, basePath }: Settings,
  origin: string,
  runs: boolean,
  connection: Connection,
): Promise<readonly Finding[]> {
  const unseen = examineCookie(null, persistentCookie)
  let reached: Reached
  try {
    reached = await ask(`${origin}${basePath}/settings`, connection)
  } catch (error) {
    const code = codeOf(error)
    if (/CERT|SELF_SIGNED|ALTNAME|VERIFY/.test(code)) {
      return [
        mend(
          'TLS',
          `the certificate of ${origin} is refused (${code})`,
          'Give the proxy one that browsers accept.',
        ),
        unseen,
      ]
    }
    const fix = 'Check the name, and that the proxy in front runs and can be reached from here.'
    return [mend('TLS', `${origin} cannot be reached from here (${code})`, fix), unseen]
  }
  const days = Math.floor(reached.daysLeft)
  const tls =
    days > soonDays
      ? well('TLS', `the certificate of ${origin} is good for ${days} days`)
      : look('TLS', `the certificate of ${origin} ends in ${days} days`, 'Renew it.')
  const cookie = reached.isSojourn ? examineCookie(reached.cookies, persistentCookie) : unseen
  return [tls, examineProxy(origin, reached, runs), cookie]
}

function examineProxy(origin: string, { status, isSojourn, code }: Reached, runs: boolean): Finding {
  if (isSojourn) return well('proxy', `${origin} leads here, and what it says of a request is believed`)
  if (code === 'request/insecure') {
    const fix = 'Let the proxy set X-Forwarded-Proto, and name its address in SOJOURN_PROXIES.'
    return mend('proxy', 'requests seem to come over plain HTTP: no credential is taken', fix)
  }
  if (code === 'request/unknown-host') {
    const fix = 'Let the proxy pass the Host of the request on, or set X-Forwarded-Host.'
    return mend('proxy', 'requests seem to be for another host: all of them are turned away', fix)
  }
  const said = `${origin} answers ${status}, which is not from this server`
  if (!runs) return look('proxy', said, 'Start the server, then ask the doctor again.')
  return mend('proxy', said, 'Point the proxy to the port that the server listens on.')
}

async function ask(url: string, connection: Connection): Promise<Reached> {
  const { promise, resolve, reject } = Promise.withResolvers<Reached>()
  const headers = { cookie: probeCookie }
  const options = { agent: false, signal: AbortSignal.timeout(patienceMs), headers, ...connection }
  const call = request(url, options, (response) => {
    const status = response.statusCode ?? 0
    const cookies = response.headers['set-cookie'] ?? []
    const { valid_to: end } = (response.socket as TLSSocket).getPeerCertificate() // of an https request
    const daysLeft = (Date.parse(end) - Date.now()) / 86_400_000
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (part: string) => {
      if (text.length < 100_000) text += part
    })
    response.on('end', () => {
      const { code, passwordMinLength } = fieldsOf(text)
      const isSojourn = status === 200 && passwordMinLength !== undefined
      resolve({ status, cookies, code, daysLeft, isSojourn })
    })
    response.on('error', reject)
  })
  call.on('error', reject)
  call.end()
  return promise
}

function fieldsOf(text: string): { readonly code?: unknown; readonly passwordMinLength?: unknown } {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : {}
  } catch {
    return {}
  }
}
