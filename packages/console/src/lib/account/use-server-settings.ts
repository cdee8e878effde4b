import type { PublicSettingsAnswer } from '@sojourn/protocol'
import { useEffect, useState } from 'react'
import { ApiError } from '../api/api-error.ts'
import { useAccount } from './account-context.ts'

/** What the server lets people do. */
export interface ServerSettings {
  /** Null until it is known. Pages show then what most servers have; the server refuses what it has not. */
  readonly settings: PublicSettingsAnswer | null
  /** The least number of characters of a password. */
  readonly least: number
  /** Whether the server has answered, or failed to. */
  readonly settled: boolean
}

// The same for everybody, and for as long as the page is open.
let known: PublicSettingsAnswer | null = null

/** Asks the server once what it lets people do. */
export function useServerSettings(): ServerSettings {
  const { api } = useAccount()
  const [settings, setSettings] = useState(known)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (known !== null) return
    api.settings().then(
      (answer) => {
        known = answer
        setSettings(answer)
      },
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error
        setFailed(true)
      },
    )
  }, [api])
  return { settings, least: settings?.passwordMinLength ?? 15, settled: settings !== null || failed }
}
