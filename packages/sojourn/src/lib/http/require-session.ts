import { type Duration, parseDuration } from '../engine/duration.ts'
import type { AssuranceLevel } from '../engine/record.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import type { Answer } from './answer.ts'
import { PresentedSession } from './presented-session.ts'
import { answerCode } from './problem-answer.ts'
import type { Refusal, RequestSession } from './request-session.ts'

/** What a route asks of the person. Everything that is given has to hold. */
export interface RequireSessionOptions {
  /** The role that the person must have; of a list, any one of them. */
  readonly role?: string | readonly string[]
  /** The permission that the person's roles must carry; of a list, all of them. */
  readonly permission?: string | readonly string[]
  /** The least assurance level of the last authentication. */
  readonly level?: AssuranceLevel
  /** How long ago the last authentication may be, at most. (RFC 9470) */
  readonly maxAge?: Duration
}

/**
 * Decides whether a session may pass: null, or the answer to give instead. 401 with the reason when nobody is signed in
 * (an anonymous session grants nothing), 503 when its record cannot be read, 401 `auth/insufficient` when signing in again would help, 403 `auth/forbidden`
 * when it would not.
 *
 * @throws `config/invalid`; what it returns throws `usage/invalid` for a session that is none of `sessions()`
 */
export function createRequirement(
  options: RequireSessionOptions = {},
): (session: RequestSession | undefined | null) => Answer | null {
  const roles = options.role === undefined ? null : [options.role].flat()
  const permissions = options.permission === undefined ? null : [options.permission].flat()
  const maxAgeMs =
    options.maxAge === undefined ? null : parseDuration(options.maxAge, 'requireSession.maxAge')
  const { level } = options
  const challenge = { ...(level !== undefined && { level }), ...(maxAgeMs !== null && { maxAgeMs }) }

  return (session) => {
    const setup = session ? PresentedSession.setupOf(session) : null
    if (!session || setup === null) {
      throw new SojournError('usage/invalid', 'requireSession() needs sessions() to run before it')
    }
    if (session.status !== 'signed-in') return unidentified(session.refusal ?? 'session/none')
    if (roles !== null && !roles.some((role) => session.roles.includes(role))) return forbidden
    if (permissions !== null) {
      const granted = setup.sojourn.permissionsOf(session.roles)
      if (!permissions.every((permission) => granted.has(permission))) return forbidden
    }
    const isWeak = level !== undefined && session.auth.level < level
    const isOld = maxAgeMs !== null && setup.sojourn.now() - session.auth.at > maxAgeMs
    return isWeak || isOld
      ? answerCode('auth/insufficient', 'Authenticate again, and try again.', challenge)
      : null
  }
}

const forbidden = answerCode('auth/forbidden', 'This account may not do that.')

function unidentified(code: Refusal | 'session/none'): Answer {
  return answerCode(code, advice[code] ?? 'Sign in, and try again.')
}

const advice: Readonly<Partial<Record<Refusal | 'session/none', string>>> = {
  'request/insecure': 'Credentials count on HTTPS only.',
  'record/corrupt': 'Nothing is known of this session. A sign-in begins another one.',
}
