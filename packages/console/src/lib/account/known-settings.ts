import type { PublicSettingsAnswer } from '@sojourn/protocol'

/** What is known of the server: the same for everybody, and for as long as the page is open. */
export interface KnownSettings {
  readonly settings: PublicSettingsAnswer | null
  /** Whether the server has answered, or failed to. */
  readonly settled: boolean
}

let known: KnownSettings = { settings: null, settled: false }
const listeners = new Set<() => void>()

export function knownSettings(): KnownSettings {
  return known
}

/** Keeps what the server answered; null when it did not. */
export function keepServerSettings(settings: PublicSettingsAnswer | null): void {
  known = { settings, settled: true }
  for (const listener of listeners) listener()
}

export function subscribeToSettings(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
