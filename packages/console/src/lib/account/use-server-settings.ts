import type { PublicSettingsAnswer } from '@sojourn/protocol'
import { useEffect, useSyncExternalStore } from 'react'
import { ApiError } from '../api/api-error.ts'
import { useAccount } from './account-context.ts'
import { keepServerSettings, knownSettings, subscribeToSettings } from './known-settings.ts'

/** What the server lets people do. */
export interface ServerSettings {
  /** Null until it is known. Pages show then what most servers have; the server refuses what it has not. */
  readonly settings: PublicSettingsAnswer | null
  /** The least number of characters of a password. */
  readonly least: number
  /** Whether the server has answered, or failed to. */
  readonly settled: boolean
}

let asking = false

/** Asks the server once what it lets people do. */
export function useServerSettings(): ServerSettings {
  const { api } = useAccount()
  const { settings, settled } = useSyncExternalStore(subscribeToSettings, knownSettings)
  useEffect(() => {
    if (asking || knownSettings().settings !== null) return
    asking = true
    api
      .settings()
      .then(keepServerSettings, (error: unknown) => {
        if (!(error instanceof ApiError)) throw error
        keepServerSettings(null)
      })
      .finally(() => {
        asking = false
      })
  }, [api])
  return { settings, least: settings?.passwordMinLength ?? 15, settled }
}
