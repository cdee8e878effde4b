import type { Identity } from '@sojourn/identity'
import type { Sojourn } from 'sojourn'
import type { Log } from '../log/log.ts'
import type { Outbox } from '../mail/outbox.ts'
import type { Settings } from '../settings/settings.ts'

/** What the routes stand on: `createApp(context)`. */
export interface AppContext {
  readonly sojourn: Sojourn
  readonly identity: Identity
  readonly settings: Settings
  readonly log: Log
  /** Where people reach the server: the `origin`, or `http://localhost:<the port that it listens on>`. */
  readonly publicUrl: string
  /** Null unless the `mail` setting says outbox. */
  readonly outbox: Outbox | null
  /** The built pages, with `index.html` and `assets/`; null when they are not there. */
  readonly consoleFolder: string | null
  /** Whether the server is ending: it answers what is under way, and wants no more. */
  isStopping(): boolean
}
