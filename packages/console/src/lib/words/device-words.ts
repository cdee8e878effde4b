import type { DeviceAnswer } from '@sojourn/protocol'

const countries = new Intl.DisplayNames('en', { type: 'region' })

/** A device in its own words: the name that its owner gave it, or what it is. */
export function deviceTitle(client: DeviceAnswer): string {
  return client.name ?? deviceKind(client)
}

/** What a device is, such as `Firefox on macOS`. */
export function deviceKind({
  browser,
  system,
  kind,
}: Pick<DeviceAnswer, 'browser' | 'system'> & { kind?: string }): string {
  if (browser !== null) return system === null ? browser : `${browser} on ${system}`
  const what = kind === 'native' ? 'App' : kind === 'token' ? 'Command line or script' : 'Browser'
  return system === null ? `${what} of an unknown kind` : `${what} on ${system}`
}

/** Where a device was seen last, such as `Germany (203.0.113.0/24)`; null when that is not known. */
export function placeWords({ country, network }: Pick<DeviceAnswer, 'country' | 'network'>): string | null {
  const name = country === null ? null : countryName(country)
  if (name === null) return network
  return network === null ? name : `${name} (${network})`
}

/** The country of two letters in English, or null when there is none of that name. */
export function countryName(code: string): string | null {
  if (!/^[A-Z]{2}$/.test(code)) return null
  const name = countries.of(code)
  return name === undefined || name === code ? null : name
}
