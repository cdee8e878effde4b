import type { DeviceAnswer } from '@sojourn/protocol'

const countries = new Intl.DisplayNames('en', { type: 'region' })
/** Where the server itself runs: what is seen there was never on a wire. */
const loopback = /^(127\.|0:0:0::\/48$)/

/** A device as its owner calls it, or as what it is. */
export function deviceTitle(client: DeviceAnswer): string {
  return client.name ?? deviceKind(client)
}

/** What a device is, such as `Firefox on macOS`. */
export function deviceKind({
  browser,
  system,
  kind,
}: Pick<DeviceAnswer, 'browser' | 'system'> & Partial<DeviceAnswer>): string {
  // Some browsers have the system in their name: `Samsung Internet for Android`.
  if (browser !== null)
    return system === null || browser.includes(system) ? browser : `${browser} on ${system}`
  const what = kind === 'native' ? 'App' : kind === 'token' ? 'Script or command line' : 'Browser'
  return system === null ? `${what} on an unknown system` : `${what} on ${system}`
}

/** Where a device was seen last, such as `Germany · network 203.0.113.0/24`. */
export function placeWords({ country, network }: Pick<DeviceAnswer, 'country' | 'network'>): string {
  const land = country === null ? null : countryName(country)
  if (network === null) return land ?? 'Place unknown'
  if (loopback.test(network)) return 'This machine'
  // Words that stay together: a no-break space.
  return land === null ? `Network\u00a0${network}` : `${land} · network\u00a0${network}`
}

/** The country of two letters in English, or null when there is none of that name. */
function countryName(code: string): string | null {
  if (!/^[A-Z]{2}$/.test(code)) return null
  const name = countries.of(code)
  return name === undefined || name === code ? null : name
}

/** Parts of a line; those that are not known are left out. */
export function dotted(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' · ')
}
