import { expect, it } from 'vitest'
import type { LogFields } from '../log/log.ts'
import { createCountryOf } from './country-of.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

it('tells the country of a network', async () => {
  const countryOf = createCountryOf({ kind: 'built-in' }, quiet)
  expect(await countryOf('193.0.6.0/24')).toBe('NL')
  expect(await countryOf('2001:610::/48')).toBe('NL')
})

it('tells none of a private network, of none, and of what is no network', async () => {
  const countryOf = createCountryOf({ kind: 'built-in' }, quiet)
  for (const network of [
    '127.0.0.0/24',
    '10.1.2.0/24',
    '192.168.0.0/24',
    '192.168.1.0/24',
    '172.20.0.0/24',
    '203.0.113.0/24',
    'fd00::/48',
    '::/48',
    'fe80::/48',
    '2001:db8:1::/48',
    null,
    '',
    'x/24',
  ]) {
    expect(await countryOf(network), String(network)).toBe(null)
  }
})

it('lists devices without countries when there is no table', async () => {
  const warnings: LogFields[] = []
  const log = { ...quiet, warn: (fields: LogFields) => void warnings.push(fields) }
  const countryOf = createCountryOf({ kind: 'file', path: '/nowhere/countries.mmdb' }, log)
  expect(await countryOf('193.0.6.0/24')).toBe(null)
  expect(await countryOf('193.0.6.0/24')).toBe(null)
  expect(warnings).toHaveLength(1)
  expect(await createCountryOf({ kind: 'none' }, quiet)('193.0.6.0/24')).toBe(null)
})
