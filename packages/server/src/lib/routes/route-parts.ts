import type { ActivityKind, From, Identity } from '@sojourn/identity'
import type { AppContext } from '../start/app-context.ts'
import type { CountryOf } from './country-of.ts'
import { createDescribe, type Describe } from './describe.ts'
import { createDeviceMark, type DeviceMark } from './device-mark.ts'
import { isForThisMachine } from './for-this-machine.ts'
import { createTurns, type Turns } from './turns.ts'

/** What the routes share. */
export interface RouteParts {
  readonly context: AppContext
  readonly describe: Describe
  readonly mark: DeviceMark
  /** The turns of requests that check passwords. */
  readonly turns: Turns
  /** Records an activity of a person. When it cannot be recorded, what was done still stands. */
  readonly note: (accountId: string, kind: ActivityKind, from: From) => Promise<void>
  /** Remembers which session a device began. When it cannot be, a name that is given to it lasts for that session. */
  readonly keepDevice: Identity['keepDevice']
}

export function createRouteParts(context: AppContext, countryOf: CountryOf): RouteParts {
  const { identity, log, settings } = context
  return {
    context,
    describe: createDescribe(countryOf, context.sojourn),
    turns: createTurns(),
    mark: createDeviceMark(!isForThisMachine(settings)),
    async note(accountId, kind, from) {
      try {
        await identity.note(accountId, kind, from)
      } catch (error) {
        log.warn({ kind, error: String(error) }, 'an activity could not be recorded')
      }
    },
    async keepDevice(accountId, begun) {
      try {
        await identity.keepDevice(accountId, begun)
      } catch (error) {
        log.warn({ error: String(error) }, 'the device of a session could not be recorded')
      }
    },
  }
}
