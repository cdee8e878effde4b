import { useSyncExternalStore } from 'react'
import { knownSettings, subscribeToSettings } from './known-settings.ts'

/** What the site is called; null until the server has said, so that no other name is shown first. */
function siteName(): string | null {
  const { settings, settled } = knownSettings()
  return settled ? (settings?.siteName ?? 'Sojourn') : null
}

/** The same, rendering again when it is known. */
export function useSiteName(): string | null {
  return useSyncExternalStore(subscribeToSettings, siteName)
}

/** Gives the page its title in the browser, with the name of the site once it is known. */
export function showTitle(title: string, site: string | null): void {
  document.title = site === null ? title : `${title} · ${site}`
}
