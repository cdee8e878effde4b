import type { Step } from './model.ts'
import type { ServerStep } from './rotation-server.ts'
import { ordered, type RotationState, type Said } from './rotation-state.ts'
import { serialOf, type TokenCode } from './rotation-view.ts'
import type { RotationWorld } from './rotation-world.ts'

const claims: readonly Said[] = [false, true, undefined]

/** What a thief of another context can do: copy a token of the owner once, then present whatever he knows. */
export function thiefSteps(world: RotationWorld, state: RotationState, found: Step<string>[]): void {
  if (!state.thief) {
    steal(world, state, found)
    return
  }
  const { server, step } = world
  for (const token of state.thief.tokens) {
    const role = server.describe(state.view, token)
    for (const open of [true, false]) {
      const seen: ServerStep[] = []
      for (const said of claims) {
        const done = server.refresh(state.view, token, said, 'thief', open)
        if (!done.changed && !done.violation && done.status !== 'answered') continue
        if (tooMany(world, state, done) || seen.some((other) => comesToTheSame(other, done))) continue
        seen.push(done)
        const label = `the thief presents ${role}, reread ${said}: ${done.status}; window ${open ? 'open' : 'closed'}`
        found.push(step(label, state, { server: done, also: (after) => learn(after, done) }))
      }
    }
    const used = server.access(state.view, serialOf(token))
    if (!used.changed && !used.violation) continue
    found.push(step(`the thief uses the access token of ${role}: ${used.status}`, state, { server: used }))
  }
}

/** The token of the vault, or that of an answer that is on its way. */
function steal({ server, step }: RotationWorld, state: RotationState, found: Step<string>[]): void {
  const answers = state.contexts.flatMap(({ mode, second }) => (mode === 'answered' ? [second] : []))
  for (const token of new Set<TokenCode>([state.vault, ...answers])) {
    const thief = {
      tokens: [token],
      stolen: token,
      last: 'nobody',
      overtakes: 0,
      ownerRefreshed: false,
    } as const
    const label = `the thief copies ${server.describe(state.view, token)}, ${token === state.vault ? 'from the vault' : 'from an answer'}`
    found.push(step(label, { ...state, thief }))
  }
}

/** Takes in an answer. A token that he had already is no refresh. */
function learn(state: RotationState, { status, answer, fresh }: ServerStep): RotationState {
  const { thief } = state
  if (status !== 'answered' || !thief) return state
  const tokens = ordered([...thief.tokens, answer])
  if (!fresh) return { ...state, thief: { ...thief, tokens } }
  const overtakes = thief.overtakes + Number(thief.last === 'owner')
  return { ...state, thief: { ...thief, tokens, overtakes, last: 'thief' } }
}

/** What the thief says of his vault often makes no difference. */
function comesToTheSame(a: ServerStep, b: ServerStep): boolean {
  return (
    a.view === b.view &&
    a.changed === b.changed &&
    a.status === b.status &&
    a.answer === b.answer &&
    !b.violation
  )
}

/** Alone, the thief could have further candidates for ever; that many show all that can come of it. */
function tooMany({ server, options }: RotationWorld, { view }: RotationState, done: ServerStep): boolean {
  const count = (id: number): number => server.view(id).chain.head - server.view(id).chain.base
  return done.view !== null && count(done.view) > Math.max(count(view), options.maxCandidates ?? 4)
}
