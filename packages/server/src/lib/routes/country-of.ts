import { createRequire } from 'node:module'
import { open, type Reader, type Response } from 'maxmind'
import type { Log } from '../log/log.ts'
import type { CountrySettings } from '../settings/settings.ts'
import { isSpecial } from './special-networks.ts'

/** The country of a network prefix such as `203.0.113.0/24`: two letters, or null when it is not known. */
export type CountryOf = (network: string | null) => Promise<string | null>

const require = createRequire(import.meta.url)

/** What is used of an entry: the built-in table's words, or those of MaxMind's country tables. */
interface CountryEntry {
  readonly country_code?: unknown
  readonly country?: { readonly iso_code?: unknown }
}

function builtInTable(): string {
  return require.resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb')
}

/** Looks countries up on this machine; the table is read when the first network is asked for. */
export function createCountryOf(settings: CountrySettings, log: Log): CountryOf {
  if (settings.kind === 'none') return async () => null
  let reading: Promise<Reader<Response> | null> | null = null

  async function read(): Promise<Reader<Response> | null> {
    try {
      const path = settings.kind === 'file' ? settings.path : builtInTable()
      return await open(path, { cache: { max: 1000 } })
    } catch (error) {
      log.warn({ error: String(error) }, 'the table of countries cannot be read: devices are listed without')
      return null
    }
  }

  return async (network) => {
    if (network === null) return null
    reading ??= read()
    const table = await reading
    try {
      const address = network.slice(0, network.indexOf('/'))
      if (isSpecial(address)) return null // tables know no better
      const entry = (table?.get(address) ?? null) as CountryEntry | null // looked at, not trusted
      const code = entry?.country_code ?? entry?.country?.iso_code
      return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : null
    } catch {
      return null
    }
  }
}
