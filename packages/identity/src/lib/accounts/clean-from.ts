import type { From } from './from.ts'

/** Where a call comes from, fit to be kept and logged. */
export type Origin = Pick<From, 'network' | 'userAgent'>

const longestNetwork = 64
const longestUserAgent = 256
const longestDeviceName = 100

/** Bounds what is kept of a caller, and takes out what could break a line of a log. */
export function cleanFrom({ network, userAgent }: Origin): Origin {
  return { network: clean(network, longestNetwork), userAgent: clean(userAgent, longestUserAgent) }
}

/** A name of a device, fit to be kept; null when nothing of it is. */
export function cleanDeviceName(name: string | null): string | null {
  return clean(name, longestDeviceName)?.trim() || null
}

/** For what nobody's request asked for. */
export const nowhere: From = { network: null, userAgent: null, device: null }

function clean(text: string | null, longest: number): string | null {
  if (text === null) return null
  return text
    .slice(0, longest)
    .toWellFormed()
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
}
