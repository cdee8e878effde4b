import { type SessionId, type Sojourn, SojournError } from 'sojourn'

/** One party's part in a race. All of its calls are made at once. */
export type RaceTask =
  | { readonly kind: 'refresh'; readonly token: string; readonly times: number }
  | { readonly kind: 'check'; readonly tokens: readonly string[] }
  | { readonly kind: 'patch'; readonly id: SessionId; readonly fields: readonly string[] }
  | { readonly kind: 'sign-in'; readonly userId: string; readonly epochs: readonly number[] }
  | { readonly kind: 'read-epoch'; readonly userId: string; readonly times: number }
  | { readonly kind: 'end'; readonly id: SessionId }
  | { readonly kind: 'end-user'; readonly userId: string }

/** What came of each call, in order: a value, or the code of the refusal or error. */
export interface RaceResult {
  readonly outcomes: readonly RaceOutcome[]
  /** How often this party rotated a refresh token. */
  readonly rotations: number
}

export interface RaceOutcome {
  readonly code?: string
  readonly id?: SessionId
  readonly token?: string
  readonly refreshToken?: string
  readonly epoch?: number
}

/** Runs a task on an engine. */
export async function runRaceTask(sojourn: Sojourn, task: RaceTask): Promise<RaceResult> {
  let rotations = 0
  const stop = sojourn.on('refresh/rotated', () => {
    rotations++
  })
  const outcomes = await Promise.all(callsOf(sojourn, task).map(outcomeOf))
  stop()
  return { outcomes, rotations }
}

function callsOf(sojourn: Sojourn, task: RaceTask): readonly Promise<RaceOutcome>[] {
  switch (task.kind) {
    case 'refresh':
      return Array.from({ length: task.times }, async () => {
        const result = await sojourn.refresh(task.token)
        if (result.status === 'refused') return { code: result.code }
        return { token: result.grant.accessToken, refreshToken: result.grant.refreshToken }
      })
    case 'check':
      return task.tokens.map(async (token) => {
        const verdict = await sojourn.check(token)
        return verdict.status === 'refused' ? { code: verdict.code } : { id: verdict.session.id }
      })
    case 'patch':
      return task.fields.map(async (field) => {
        const data = await sojourn.patch(task.id, { [field]: 1 })
        return data === null ? { code: 'null' } : {}
      })
    case 'sign-in':
      return task.epochs.map(async (epoch) => {
        const grant = await sojourn.signIn(task.userId, { methods: ['pwd'], epoch })
        return { id: grant.session.id, ...(grant.kind === 'session' && { token: grant.sessionToken }) }
      })
    case 'read-epoch':
      return Array.from({ length: task.times }, async () => ({ epoch: await sojourn.userEpoch(task.userId) }))
    case 'end':
      return [sojourn.end(task.id).then((ended) => (ended ? {} : { code: 'false' }))]
    case 'end-user':
      return [sojourn.endUser(task.userId).then(() => ({}))]
  }
}

async function outcomeOf(call: Promise<RaceOutcome>): Promise<RaceOutcome> {
  try {
    return await call
  } catch (error) {
    if (error instanceof SojournError) return { code: error.code }
    throw error
  }
}
