import type { Model, Step } from './model.ts'
import { clientSteps } from './rotation-client.ts'
import type { RotationSubject } from './rotation-rules.ts'
import { createRotationServer, type RotationServer } from './rotation-server.ts'
import {
  heldSerials,
  idle,
  type MessageCode,
  packState,
  type RotationState,
  readMessage,
  renameTokens,
  unpackState,
} from './rotation-state.ts'
import { thiefSteps } from './rotation-thief.ts'
import { serialOf } from './rotation-view.ts'
import type { RotationOptions, RotationWorld } from './rotation-world.ts'

const ended = 'ended'
const mostOvertakes = 3

/**
 * The model of confirmed rotation: one session, a client whose contexts share a vault, and perhaps a thief. Requests
 * and answers get lost, each copy of a request may be processed at any later time, and nothing is assumed of time: at
 * each message the window may be open or closed. States are texts, in canonical form, so that any number of rotations
 * is covered.
 *
 * @param subject the rules, the policy that they are given, and a record with a given chain
 * @example
 * const { violation, states } = await explore(createRotationModel(subject, { contexts: 3, networks: 2 }))
 * expect(violation?.toString()).toBeUndefined() // else the shortest story that breaks a property
 */
export function createRotationModel(subject: RotationSubject, options: RotationOptions = {}): Model<string> {
  const { contexts = 2, lossy = false } = options
  const server = createRotationServer(subject, { lossy, by: 'a' })
  const world = createWorld(server, options)
  return {
    initial: canonical(server, {
      view: server.initial,
      vault: server.initialToken,
      contexts: Array.from({ length: contexts }, () => idle),
      inUse: 1 << serialOf(server.initialToken),
      sent: [],
      thief: null,
    }),
    key: (text) => text,
    steps(text) {
      if (text === ended) return []
      const state = unpackState(text, contexts)
      const found: Step<string>[] = []
      clientSteps(world, state, found)
      lateCopies(world, state, found)
      if (lossy) loseWrite(world, state, found)
      if (options.thief) thiefSteps(world, state, found)
      return found
    },
    invariant(text) {
      if (text === ended) return null
      const { thief, vault } = unpackState(text, contexts)
      if (!thief?.ownerRefreshed || serialOf(vault) === 0 || !thief.tokens.includes(vault)) return null
      return "the thief holds the owner's current token"
    },
    goal: {
      ways: world.networks.map((_, network) => 1 << network),
      reached: (text) => text === ended || works(server, unpackState(text, contexts)),
    },
  }
}

function createWorld(server: RotationServer, options: RotationOptions): RotationWorld {
  const { networks = 1, faults = {} } = options
  return {
    server,
    options,
    faults,
    networks: ['a', 'b'].slice(0, networks),
    allWays: (1 << networks) - 1,
    step(label, state, { server: done, progress = 0, violation = null, also } = {}) {
      const broken = done?.violation ?? null
      if (done?.view === null) {
        return {
          label,
          next: ended,
          progress,
          violation: broken ?? (state.thief ? null : 'an honest client is signed out for theft'),
        }
      }
      const renamed = done?.changed ? renameTokens(state, done.view, done.names) : state
      const after = also ? also(renamed) : renamed
      const overtaken = after.thief !== null && after.thief.overtakes > mostOvertakes
      return {
        label,
        next: canonical(server, after),
        progress,
        violation:
          broken ?? violation ?? (overtaken ? 'thief and owner overtake one another a fourth time' : null),
      }
    },
  }
}

function canonical(server: RotationServer, state: RotationState): string {
  const { view, names } = server.compact(state.view, heldSerials(state))
  return packState(view === state.view ? state : renameTokens(state, view, names))
}

/** Whether the token in the vault and its access token are good. */
function works(server: RotationServer, { view, vault }: RotationState): boolean {
  const { chain } = server.view(view)
  const serial = serialOf(vault)
  return (
    server.refresh(view, vault, false, 'a', false).status === 'answered' &&
    serial > chain.base &&
    (chain.confirmed === null || chain.confirmed === serial)
  )
}

/** Any copy of any request, processed late: nobody waits for its answer. Access tokens in use, at any time. */
function lateCopies(
  { server, networks, step, options }: RotationWorld,
  state: RotationState,
  found: Step<string>[],
): void {
  for (const message of state.sent) {
    const { token, said, network } = readMessage(message)
    for (const open of [true, false]) {
      const done = server.refresh(state.view, token, said, networks[network] ?? 'a', open)
      if (!done.changed && !done.violation) continue
      const label = `a copy of ${server.describe(state.view, token)} from network ${networks[network]} is processed late: ${done.status}; window ${open ? 'open' : 'closed'}`
      found.push(step(label, state, { server: done }))
    }
  }
  for (let left = state.inUse, serial = 0; left > 0; left >>= 1, serial++) {
    if (!(left & 1)) continue
    const done = server.access(state.view, serial)
    const refused = done.status === 'refused' && !options.lossy && !state.thief
    if (!done.changed && !done.violation && !refused) continue
    const label = `the access token of ${server.describe(state.view, serial << 3)} is used: ${done.status}`
    const violation = refused ? "an honest client's access token is refused" : null
    found.push(step(label, state, { server: done, violation }))
  }
}

/** The store loses its last write, in a fail-over that copies of the requests before may survive or not. */
function loseWrite(
  { server, step, options }: RotationWorld,
  state: RotationState,
  found: Step<string>[],
): void {
  const loss = server.lose(state.view)
  if (!loss) return
  const survives = (message: MessageCode): boolean =>
    options.oldCopiesSurviveLoss === true || server.isKnown(state.view, message >> 3)
  const after = {
    ...state,
    sent: state.sent.filter(survives),
    contexts: state.contexts.map((context) =>
      context.mode === 'waiting' && !survives(context.first) ? idle : context,
    ),
  }
  found.push(step('the store loses its last write', after, { server: loss }))
}
