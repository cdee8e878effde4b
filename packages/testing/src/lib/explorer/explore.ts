import { createEdgeList, statesThatReach } from './edge-list.ts'
import type { Model, Step } from './model.ts'
import { type Story, tellStory } from './story.ts'

/** What an exploration found. `violation` is null when every property holds in every state. */
export interface Exploration {
  readonly states: number
  readonly transitions: number
  readonly seconds: number
  /** The number of steps of the longest shortest path. */
  readonly depth: number
  readonly violation: Story | null
}

/**
 * Visits every state of a model, breadth first, so that the story of a violation is a shortest one.
 *
 * @example
 * const { states, violation } = await explore(model)
 * expect(violation).toBeNull()
 */
export async function explore<State>(model: Model<State>): Promise<Exploration> {
  const startedAt = performance.now()
  const { maxStates = 5_000_000, goal } = model
  const index = new Map<string, number>([[model.key(model.initial), 0]])
  const states: State[] = [model.initial]
  const origins = createEdgeList()
  origins.add(-1, -1)
  const progress = goal ? goal.ways.map(() => createEdgeList()) : []
  let transitions = 0
  let depth = 0
  let levelEnd = 1

  const finish = (violation: Story | null): Exploration => ({
    states: states.length,
    transitions,
    seconds: (performance.now() - startedAt) / 1000,
    depth,
    violation,
  })
  const storyOf = (what: string, last: number, ordinal: number | null = null): Promise<Story> =>
    tellStory(what, last, ordinal, { model, states, originOf: (at) => origins.at(at) })

  for (let at = 0; at < states.length; at++) {
    if (at === levelEnd) {
      depth++
      levelEnd = states.length
    }
    const state = states[at] as State // `at` is below the length
    const wrong = model.invariant?.(state)
    if (wrong) return finish(await storyOf(wrong, at))
    const possible = model.steps(state)
    const steps = possible instanceof Promise ? await possible : possible
    for (let ordinal = 0; ordinal < steps.length; ordinal++) {
      const step = steps[ordinal] as Step<State> // likewise
      transitions++
      if (step.violation) return finish(await storyOf(step.violation, at, ordinal))
      const key = model.key(step.next)
      let to = index.get(key)
      if (to === undefined) {
        to = states.length
        if (to >= maxStates) throw new RangeError(`the model has more than ${maxStates} states`)
        index.set(key, to)
        states.push(step.next)
        origins.add(at, ordinal)
      }
      if (goal && step.progress) {
        for (let way = 0; way < progress.length; way++) {
          if (step.progress & (goal.ways[way] as number)) progress[way]?.add(at, to)
        }
      }
    }
  }
  for (const edges of progress) {
    const reaching = statesThatReach(edges, states, (state) => goal?.reached(state) ?? false)
    const stuck = reaching.indexOf(0)
    if (stuck >= 0) return finish(await storyOf('from here the goal is out of reach', stuck))
  }
  return finish(null)
}
