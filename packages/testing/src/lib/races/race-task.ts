import { type SessionId, type Sojourn, SojournError } from 'sojourn'
import { raceAnEnd } from './race-an-end.ts'
import type { RaceOutcome, RaceResult } from './race-result.ts'

/** One party's part in a race. All of its calls are made at once; those of an `…-until-ended` go on until refused. */
export type RaceTask =
  | { readonly kind: 'refresh'; readonly token: string; readonly times: number }
  | { readonly kind: 'check'; readonly tokens: readonly string[] }
  | { readonly kind: 'patch'; readonly id: SessionId; readonly fields: readonly string[] }
  | { readonly kind: 'sign-in'; readonly userId: string; readonly epochs: readonly number[] }
  | { readonly kind: 'read-epoch'; readonly userId: string; readonly times: number }
  | {
      readonly kind: 'patch-until-ended'
      readonly id: SessionId
      readonly fields: readonly string[]
      readonly token: string
      readonly endAfter?: number | undefined
    }
  | {
      readonly kind: 'sign-in-until-ended'
      readonly userId: string
      readonly epochs: readonly number[]
      readonly token: string
      readonly endAfter?: number | undefined
    }

/** Runs a task on an engine. */
export async function runRaceTask(sojourn: Sojourn, task: RaceTask): Promise<RaceResult> {
  if (task.kind === 'patch-until-ended') {
    const { id, fields, token, endAfter } = task
    return raceAnEnd(sojourn, {
      streams: fields.length,
      write: (stream, count) => outcomeOf(patch(sojourn, id, { [String(fields[stream])]: count })),
      token,
      endAfter,
      end: () => sojourn.end(id),
    })
  }
  if (task.kind === 'sign-in-until-ended') {
    const { userId, epochs, token, endAfter } = task
    return raceAnEnd(sojourn, {
      streams: epochs.length,
      write: (stream) => outcomeOf(signIn(sojourn, userId, epochs[stream])),
      token,
      endAfter,
      end: () => sojourn.endUser(userId),
    })
  }
  let rotations = 0
  const stop = sojourn.on('refresh/rotated', () => {
    rotations++
  })
  const outcomes = await Promise.all(callsOf(sojourn, task).map(outcomeOf))
  stop()
  return { outcomes, rotations }
}

type OneCallEach = Exclude<RaceTask, { kind: 'patch-until-ended' | 'sign-in-until-ended' }>

function callsOf(sojourn: Sojourn, task: OneCallEach): readonly Promise<RaceOutcome>[] {
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
        if (verdict.status === 'refused') return { code: verdict.code }
        return { id: verdict.session.id, cached: sojourn.peek(token) !== undefined }
      })
    case 'patch':
      return task.fields.map((field) => patch(sojourn, task.id, { [field]: 1 }))
    case 'sign-in':
      return task.epochs.map((epoch) => signIn(sojourn, task.userId, epoch))
    case 'read-epoch':
      return Array.from({ length: task.times }, async () => ({ epoch: await sojourn.userEpoch(task.userId) }))
  }
}

async function patch(
  sojourn: Sojourn,
  id: SessionId,
  change: Readonly<Record<string, number>>,
): Promise<RaceOutcome> {
  return (await sojourn.patch(id, change)) === null ? { code: 'null' } : {}
}

async function signIn(sojourn: Sojourn, userId: string, epoch: number | undefined): Promise<RaceOutcome> {
  const grant = await sojourn.signIn(userId, { methods: ['pwd'], ...(epoch !== undefined && { epoch }) })
  return { id: grant.session.id, ...(grant.kind === 'session' && { token: grant.sessionToken }) }
}

async function outcomeOf(call: Promise<RaceOutcome>): Promise<RaceOutcome> {
  try {
    return await call
  } catch (error) {
    if (error instanceof SojournError) return { code: error.code }
    throw error
  }
}
