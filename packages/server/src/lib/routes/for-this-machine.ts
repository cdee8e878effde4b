import { isLoopbackHost } from '../settings/loopback.ts'
import type { Settings } from '../settings/settings.ts'

/** Whether the server is for this machine only: no public origin is served, so there may be no HTTPS. */
export function isForThisMachine({ origins }: Pick<Settings, 'origins'>): boolean {
  return origins.every((origin) => isLoopbackHost(new URL(origin).hostname))
}
