import type { Step } from './model.ts'
import {
  type ContextState,
  idle,
  isIdle,
  messageCode,
  ordered,
  type RotationState,
  readMessage,
  type Said,
} from './rotation-state.ts'
import { serialOf, type TokenCode } from './rotation-view.ts'
import type { RotationWorld } from './rotation-world.ts'

/** What one context of the client can do, and all that its steps need. */
interface Acting {
  readonly world: RotationWorld
  readonly state: RotationState
  readonly name: string
  readonly context: ContextState
  /** `from`, or else the state, with this context changed. */
  become(next: ContextState, from?: RotationState): RotationState
  add(label: string, next: RotationState, progress?: number): void
  readonly found: Step<string>[]
}

/** What the client's contexts can do. */
export function clientSteps(world: RotationWorld, state: RotationState, found: Step<string>[]): void {
  state.contexts.forEach((context, at) => {
    const acting: Acting = {
      world,
      state,
      name: `context ${at + 1}`,
      context,
      become: (next, from = state) => ({
        ...from,
        contexts: from.contexts.map((other, i) => (i === at ? next : other)),
      }),
      add: (label, next, progress = world.allWays) => found.push(world.step(label, next, { progress })),
      found,
    }
    if (context.mode === 'idle') {
      send(acting, 'reads the vault and sends', state.vault, world.faults.saysNothing ? undefined : false)
    } else if (context.mode === 'waiting') hear(acting, at)
    else if (context.mode === 'answered') write(acting)
    else reread(acting)
  })
}

function send({ world, state, name, become, add }: Acting, how: string, token: TokenCode, said: Said): void {
  const role = world.server.describe(state.view, token)
  for (const [network, networkName] of world.networks.entries()) {
    const message = messageCode(token, said, network)
    const sent = isIdle(message) ? state.sent : ordered([...state.sent, message])
    const next = { ...become({ mode: 'waiting', first: message, second: 0 }), sent }
    add(`${name} ${how} ${role}, reread ${said}, network ${networkName}`, next, 1 << network)
  }
}

/** The request of a waiting context is processed and it hears the answer; or it gives up. */
function hear({ world, state, name, context, become, add, found }: Acting, at: number): void {
  const { server, networks, faults } = world
  const { token, said, network } = readMessage(context.first)
  add(`${name} gives up waiting`, become(idle))
  for (const open of [true, false]) {
    const done = server.refresh(state.view, token, said, networks[network] ?? 'a', open)
    const also = (after: RotationState): RotationState => {
      const presented = readMessage(after.contexts[at]?.first ?? 0).token
      if (done.status === 'stale') return become({ mode: 'told-stale', first: presented, second: 0 }, after)
      if (done.status !== 'answered') return become(idle, after)
      const inUse = faults.useBeforeStore ? after.inUse | (1 << serialOf(done.answer)) : after.inUse
      return become({ mode: 'answered', first: presented, second: done.answer }, { ...after, inUse })
    }
    const label = `${name} hears, for ${server.describe(state.view, token)}, ${done.status}; window ${open ? 'open' : 'closed'}`
    // whatever is asked again later finds the window closed, so only that counts as progress
    found.push(world.step(label, state, { server: done, also, progress: open ? 0 : 1 << network }))
  }
}

/** A context that has an answer writes it to the vault, or crashes before. */
function write({ world, state, name, context, become, add }: Acting): void {
  const { faults, server } = world
  const { first: presented, second: answer } = context
  const inUse = state.inUse | (1 << serialOf(answer))
  add(`${name} crashes before the vault has the answer`, become(idle), 0)
  if (state.vault !== presented && !faults.noCompareAndSet) {
    const label = `${name} finds another token in the vault and drops the answer`
    add(label, faults.keepDroppedAccess ? { ...become(idle), inUse } : become(idle))
    return
  }
  const stored = { ...become(idle), vault: answer, inUse }
  const label = `${name} stores ${server.describe(state.view, answer)} in the vault`
  add(label, answer === presented || answer === state.thief?.stolen ? stored : ownerAdvanced(stored))
  if (faults.vaultForgets) add(`${label}, which forgets it`, { ...become(idle), inUse }, 0)
}

/** A context whose token is stale reads the vault again. */
function reread(acting: Acting): void {
  const { world, state, name, context, become, add } = acting
  add(`${name} crashes`, become(idle), 0)
  if (world.faults.noReread) send(acting, 'does not read the vault and sends', context.first, true)
  else if (state.vault === context.first)
    send(acting, 'finds the vault unchanged and sends', context.first, true)
  else add(`${name} finds another token in the vault`, become(idle))
}

function ownerAdvanced(state: RotationState): RotationState {
  const { thief } = state
  if (!thief) return state
  const overtakes = thief.overtakes + Number(thief.last === 'thief')
  return { ...state, thief: { ...thief, last: 'owner', overtakes, ownerRefreshed: true } }
}
