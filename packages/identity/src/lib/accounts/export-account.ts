import { findAccount, toAccount } from './account-store.ts'
import { mostActivities } from './activity-log.ts'
import { cleanFrom, nowhere } from './clean-from.ts'
import type { Core } from './core.ts'
import type { Identity } from './identity.ts'

/** Makes `export`. */
export function createExportAccount({
  database,
  digests,
  activity,
  sojourn,
  emit,
  now,
}: Core): Identity['export'] {
  const { query } = database

  return async (id, from = nowhere) => {
    const row = await findAccount(query, id)
    if (!row) return null
    const origin = cleanFrom(from)
    await activity.add(id, 'exported', origin)
    emit('account/exported', id, origin, {})
    const devices = await query.selectFrom('devices').selectAll().where('account_id', '=', id).execute()
    const codes = await query
      .selectFrom('codes')
      .select(['purpose', 'email', 'expires_at'])
      .where('account_id', '=', id)
      .where('expires_at', '>', now())
      .where('purpose', '!=', 'decoy')
      .execute()
    const guesses = await query
      .selectFrom('guesses')
      .select('failures')
      .where(
        'subject',
        'in',
        digests.allOf('guessed address', row.email_key).map((digest) => `e:${digest}`),
      )
      .executeTakeFirst()
    const { createdAt, passwordChangedAt, ...account } = toAccount(row)
    return {
      exportedAt: timeOf(now()),
      account: { ...account, createdAt: timeOf(createdAt), passwordChangedAt: timeOf(passwordChangedAt) },
      devices: devices.map((device) => ({
        firstSeenAt: timeOf(device.first_seen_at),
        lastSeenAt: timeOf(device.last_seen_at),
        network: device.network,
        userAgent: device.user_agent,
        name: device.name,
        session: device.session_id,
      })),
      pendingCodes: codes.map(({ purpose, email, expires_at }) => ({
        purpose,
        email,
        expiresAt: timeOf(expires_at),
      })),
      wrongPasswords: guesses?.failures ?? 0,
      activity: (await activity.list(id, mostActivities)).map(({ at, ...line }) => ({
        at: timeOf(at),
        ...line,
      })),
      sessions: (await sojourn.list(id)).map((session) => ({
        id: session.id,
        client: session.client,
        methods: session.auth.methods,
        createdAt: timeOf(session.createdAt),
        lastSeenAt: timeOf(session.lastSeenAt),
        expiresAt: timeOf(session.expiresAt),
        data: session.data,
      })),
    }
  }
}

/** RFC 3339, UTC. */
function timeOf(ms: number): string {
  return new Date(Number(ms)).toISOString()
}
