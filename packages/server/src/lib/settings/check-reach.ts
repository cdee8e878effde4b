import type { SettingName } from './all-settings.ts'
import type { CollectedValues } from './collect-values.ts'
import { askEngine } from './engine-check.ts'
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts'
import type { SettingProblem } from './problem.ts'
import type { Settings } from './settings.ts'

type Reach = Pick<Settings, 'listen' | 'origin' | 'origins' | 'proxies' | 'allowedOrigins'>

/** Who reaches the server, by which names and through whom. */
export async function checkReach({
  values,
  given,
}: CollectedValues): Promise<Reach & { readonly problems: readonly SettingProblem[] }> {
  const { origin = null, hosts = [], allowedOrigins = [], listen = '127.0.0.1' } = values
  const isPublic = origin !== null && !isLoopbackHost(hostOf(origin))
  // Only this machine can reach a loopback port, so whoever speaks for the public origin is the proxy on it.
  const proxies = values.proxies ?? (isPublic && isLoopbackAddress(listen) ? ['loopback'] : [])
  const origins = origin === null ? [] : [...new Set([origin, ...hosts.map((host) => `https://${host}`)])]
  const problems: SettingProblem[] = []
  const tell = (name: SettingName, wrong: string, fix: string): void => {
    problems.push({ where: given.get(name)?.where ?? name, wrong, fix })
  }

  if (!isLoopbackAddress(listen)) {
    const fix = 'Give the public origin and name the proxies that end TLS in front, or listen on 127.0.0.1.'
    if (!isPublic && !(given.has('origin') && origin === null)) {
      tell('listen', `${listen} can be reached by others, and there is no public origin with https`, fix)
    }
    if (!given.has('proxies') || isNone(values.proxies)) {
      tell('listen', `${listen} can be reached by others without encryption, and no proxy is named`, fix)
    }
  }
  if (hosts.length > 0 && origin === null && !given.has('origin')) {
    tell('hosts', 'there is no public origin', 'Give origin as well: it is what mails link to.')
  }
  const asked: readonly (readonly [SettingName, Parameters<typeof askEngine>[0]])[] = [
    ['origin', origin === null ? {} : { sessions: { origin } }],
    ['hosts', origins.length < 2 ? {} : { sessions: { origin: origins.slice(1) } }],
    ['proxies', { sessions: { proxies } }],
    ['allowedOrigins', { sessions: { allowedOrigins } }],
  ]
  for (const [name, start] of asked) {
    const error = await askEngine(start)
    if (error !== null) tell(name, 'that cannot be used', 'Write it as the help shows it.')
  }
  return { listen, origin, origins, proxies, allowedOrigins, problems }
}

function isNone(proxies: readonly string[] | number | undefined): boolean {
  return proxies === 0 || (Array.isArray(proxies) && proxies.length === 0)
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : ''
}
