import type {
  ActivityAnswer,
  DeviceAnswer,
  NativeSignInAnswer,
  PublicSettingsAnswer,
  SessionAnswer,
  SessionsAnswer,
  SignedInAnswer,
  TokenResponse,
  TokenSignInAnswer,
  UserAnswer,
} from '@sojourn/protocol'
import { z } from 'zod'

const time = z.iso.datetime().describe('RFC 3339, UTC.')
const text = z.string()
const texts = z.array(z.string())

const user: z.ZodType<UserAnswer> = z
  .strictObject({
    id: text,
    email: text,
    name: text.nullable(),
    roles: texts,
    permissions: texts.describe('What the roles permit, by the setting `permissions`; sorted.'),
    verified: z.boolean().describe('Whether the address was confirmed by a mailed code.'),
    createdAt: time,
  })
  .meta({ id: 'User' })

const place = {
  browser: text.nullable(),
  system: text.nullable(),
  country: text.length(2).nullable().describe('ISO 3166-1 alpha-2.'),
  network: text.nullable().describe('A prefix of the address.'),
}

const deviceWords: z.ZodType<DeviceAnswer> = z
  .strictObject({ kind: z.enum(['web', 'native', 'token']), name: text.nullable(), ...place })
  .meta({ id: 'Device' })

const sessionFields = {
  id: text.describe('A public handle; never a credential.'),
  client: deviceWords,
  methods: texts.describe('How the person was authenticated (RFC 8176).'),
  level: z.literal([1, 2, 3]),
  authenticatedAt: time,
  createdAt: time,
  lastSeenAt: time,
  expiresAt: time,
}

export const data = z.record(z.string(), z.unknown()).describe("The application's own data.")

const session: z.ZodType<SessionAnswer & { readonly data: Record<string, unknown> }> = z
  .strictObject({ ...sessionFields, data })
  .meta({ id: 'Session' })

const listedSession: z.ZodType<SessionAnswer & { readonly current: boolean }> = z
  .strictObject({ ...sessionFields, current: z.boolean() })
  .meta({ id: 'ListedSession' })

const tokenFields = {
  token_type: z.literal('Bearer'),
  access_token: text,
  expires_in: z.int().min(0).describe('Seconds.'),
  refresh_token: text,
  refresh_expires_in: z.int().min(0).describe('Seconds.'),
}

const mark = z
  .strictObject({ id: text.describe('Keep it, and send it with the next sign-in.') })
  .meta({ id: 'DeviceMark' })

/** Who is signed in, in which session. */
export const signedIn: z.ZodType<SignedInAnswer> = z
  .strictObject({ session, user })
  .meta({ id: 'SignedIn', description: 'Who is signed in. A browser has the cookie.' })

const nativeSignIn: z.ZodType<NativeSignInAnswer> = z
  .strictObject({ ...tokenFields, session, user, device: mark })
  .meta({ id: 'NativeSignIn', description: '`client: "native"`.' })

const tokenSignIn: z.ZodType<TokenSignInAnswer> = z
  .strictObject({ token_type: z.literal('Bearer'), session_token: text, session, user, device: mark })
  .meta({ id: 'TokenSignIn', description: '`client: "token"`.' })

/** What a sign-in answers, by the kind of client. */
export const signIn: z.ZodType<SignedInAnswer | NativeSignInAnswer | TokenSignInAnswer> = z.union([
  signedIn,
  nativeSignIn,
  tokenSignIn,
])

/** A renewed access token of a native client after a step-up; its refresh token stays. */
export interface RenewedAccess
  extends Pick<TokenResponse, 'token_type' | 'access_token' | 'expires_in'>,
    SignedInAnswer {}

const renewedAccess: z.ZodType<RenewedAccess> = z
  .strictObject({
    token_type: tokenFields.token_type,
    access_token: tokenFields.access_token,
    expires_in: tokenFields.expires_in,
    session,
    user,
  })
  .meta({ id: 'RenewedAccess', description: '`client: "native"`: the refresh token stays.' })

const renewedToken: z.ZodType<Omit<TokenSignInAnswer, 'device'>> = z
  .strictObject({ token_type: z.literal('Bearer'), session_token: text, session, user })
  .meta({ id: 'RenewedToken', description: 'The session was presented as Bearer: the old token is dead.' })

/** What a session answers that has got a new secret. */
export const renewed: z.ZodType<SignedInAnswer | RenewedAccess | Omit<TokenSignInAnswer, 'device'>> = z.union(
  [signedIn, renewedAccess, renewedToken],
)

export const refreshed: z.ZodType<NativeSignInAnswer> = z
  .strictObject({ ...tokenFields, session, user })
  .meta({ id: 'Refreshed' })

export const sessions: z.ZodType<SessionsAnswer> = z
  .strictObject({ sessions: z.array(listedSession) })
  .meta({ id: 'Sessions' })

export const userOnly: z.ZodType<{ readonly user: UserAnswer }> = z
  .strictObject({ user })
  .meta({ id: 'UserOnly' })

export const ended: z.ZodType<{ readonly ended: number }> = z
  .strictObject({ ended: z.int().min(0).describe('How many sessions.') })
  .meta({ id: 'Ended' })

const activityLine: z.ZodType<ActivityAnswer> = z
  .strictObject({ at: time, kind: text, client: z.strictObject(place) })
  .meta({ id: 'ActivityLine' })

export const activity: z.ZodType<{ readonly activity: readonly ActivityAnswer[] }> = z
  .strictObject({ activity: z.array(activityLine) })
  .meta({ id: 'Activity' })

export const publicSettings: z.ZodType<PublicSettingsAnswer> = z
  .strictObject({
    registration: z.boolean(),
    mail: z.boolean(),
    outbox: z.boolean(),
    passwordMinLength: z.int(),
    siteName: text.nullable(),
  })
  .meta({ id: 'PublicSettings' })

export const personalData = z
  .looseObject({ exportedAt: time })
  .meta({ id: 'PersonalData', description: 'Everything that is held about the person.' })
