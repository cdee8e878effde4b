import type { Account, Activity } from '@sojourn/identity'
import type {
  ActivityAnswer,
  DeviceAnswer,
  SessionAnswer,
  SignedInAnswer,
  UserAnswer,
} from '@sojourn/protocol'
import type { SignedInSession, Sojourn } from 'sojourn'
import type { CountryOf } from './country-of.ts'
import { deviceWords } from './device-words.ts'

/** Tells people, sessions and devices as they go over the wire: times as text, places as words, no credential. */
export interface Describe {
  user(account: Account): UserAnswer
  session(session: SignedInSession): Promise<SessionAnswer>
  signedIn(session: SignedInSession, account: Account): Promise<SignedInAnswer>
  activity(activity: Activity): Promise<ActivityAnswer>
}

export function createDescribe(
  countryOf: CountryOf,
  { permissionsOf }: Pick<Sojourn, 'permissionsOf'>,
): Describe {
  async function place(
    network: string | null,
    userAgent: string | null,
  ): Promise<Omit<DeviceAnswer, 'kind' | 'name'>> {
    return { ...deviceWords(userAgent), country: await countryOf(network), network }
  }

  function user({ id, email, name, roles, verified, createdAt }: Account): UserAnswer {
    const permissions = [...permissionsOf(roles)].sort()
    return { id, email, name, roles, permissions, verified, createdAt: timeText(createdAt) }
  }

  async function session(of: SignedInSession): Promise<SessionAnswer> {
    const { kind, name, network, userAgent } = of.client
    return {
      id: of.id,
      client: { kind, name, ...(await place(network, userAgent)) },
      methods: of.auth.methods,
      level: of.auth.level,
      authenticatedAt: timeText(of.auth.at),
      createdAt: timeText(of.createdAt),
      lastSeenAt: timeText(of.lastSeenAt),
      expiresAt: timeText(of.expiresAt),
    }
  }

  return {
    user,
    session,
    async signedIn(of, account) {
      const data = of.data as Record<string, unknown> // JSON, whatever type the application gave it
      return { session: { ...(await session(of)), data }, user: user(account) }
    },
    async activity({ at, kind, network, userAgent }) {
      return { at: timeText(at), kind, client: await place(network, userAgent) }
    },
  }
}

/** RFC 3339, UTC. */
function timeText(ms: number): string {
  return new Date(ms).toISOString()
}
