import type {
  ActivityAnswer,
  PublicSettingsAnswer,
  SessionsAnswer,
  SignedInAnswer,
  UserAnswer,
} from '@sojourn/protocol'
import { ApiError, isSignedOut } from './api-error.ts'
import { basePath } from './base-path.ts'
import { type Method, request } from './request.ts'

/** What a person types to make an account. */
export interface NewAccount {
  readonly email: string
  readonly password: string
  readonly name: string | null
}

/** The routes of the server that these pages use. Every call may throw an `ApiError`. */
export interface Api {
  settings(): Promise<PublicSettingsAnswer>
  session(): Promise<SignedInAnswer>
  signIn(email: string, password: string): Promise<SignedInAnswer>
  /** Answers null when the address has to be confirmed first. */
  register(account: NewAccount): Promise<SignedInAnswer | null>
  signOut(): Promise<void>
  /** Answers who is signed in now, or null when an account has got another address. */
  verify(confirmation: { code: string; password?: string }): Promise<SignedInAnswer | null>
  requestReset(email: string): Promise<void>
  reset(code: string, next: string): Promise<void>
  reauthenticate(password: string): Promise<void>
  /** Wakes the session of this browser that was idle for too long. */
  resume(password: string): Promise<SignedInAnswer>
  sessions(): Promise<SessionsAnswer>
  nameSession(id: string, name: string | null): Promise<void>
  endSession(id: string): Promise<void>
  endOtherSessions(): Promise<void>
  changePassword(change: { current: string; next: string; keepOthers: boolean }): Promise<void>
  /** Answers whether the new address has to be confirmed first. */
  changeEmail(email: string): Promise<'mailed' | 'changed'>
  activity(): Promise<{ readonly activity: readonly ActivityAnswer[] }>
  rename(name: string | null): Promise<UserAnswer>
  exportData(): Promise<unknown>
  deleteAccount(): Promise<void>
}

/**
 * The server's routes as functions.
 *
 * @param onSignedOut is told when an answer says that this browser is not signed in
 */
export function createApi(onSignedOut: (error: ApiError) => void): Api {
  const base = basePath()
  // The shapes are the protocol's: page and server are one release, served from one place.
  const call = async <Answer>(method: Method, path: string, body?: unknown): Promise<Answer> => {
    try {
      return (await request(method, `${base}/${path}`, body)) as Answer
    } catch (error) {
      if (error instanceof ApiError && isSignedOut(error)) onSignedOut(error)
      throw error
    }
  }
  return {
    settings: () => call('GET', 'settings'),
    // Not reported: it is the question that the report leads to.
    session: () => request('GET', `${base}/session`) as Promise<SignedInAnswer>, // the protocol's shape, as above
    signIn: (email, password) => call('POST', 'login', { email, password }),
    async register({ email, password, name }) {
      const answer = await call<SignedInAnswer | object | null>('POST', 'register', {
        email,
        password,
        ...(name !== null && { name }),
      })
      return answer !== null && 'session' in answer ? answer : null
    },
    signOut: () => call('POST', 'logout', {}),
    verify: (confirmation) => call('POST', 'verify', confirmation),
    requestReset: (email) => call('POST', 'reset/request', { email }),
    reset: (code, next) => call('POST', 'reset', { code, next }),
    reauthenticate: (password) => call('POST', 'reauthenticate', { password }),
    resume: (password) => call('POST', 'resume', { password }),
    sessions: () => call('GET', 'sessions'),
    nameSession: (id, name) => call('PATCH', `sessions/${encodeURIComponent(id)}`, { name }),
    endSession: (id) => call('DELETE', `sessions/${encodeURIComponent(id)}`),
    endOtherSessions: () => call('DELETE', 'sessions?except=current'),
    changePassword: (change) => call('POST', 'password', change),
    async changeEmail(email) {
      const answer = await call<object | null>('POST', 'email', { email })
      return answer !== null && 'user' in answer ? 'changed' : 'mailed'
    },
    activity: () => call('GET', 'activity'),
    async rename(name) {
      const answer = await call<{ user: UserAnswer }>('PATCH', 'user', { name })
      return answer.user
    },
    exportData: () => call('POST', 'user/export'),
    deleteAccount: () => call('DELETE', 'user'),
  }
}
