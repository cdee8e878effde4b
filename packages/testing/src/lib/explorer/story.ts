import type { Model } from './model.ts'

/** How a violation came about: a shortest sequence of steps from the initial state. */
export interface Story {
  readonly what: string
  readonly steps: readonly string[]
  /** One line a step, and what is wrong at the end. */
  toString(): string
}

interface Explored<State> {
  readonly model: Model<State>
  readonly states: readonly State[]
  /** The state and the ordinal of the step by which a state was first reached. */
  originOf(at: number): { readonly from: number; readonly to: number }
}

/** Tells how the state `last` was reached, and its step `ordinal` when that is what is wrong. */
export async function tellStory<State>(
  what: string,
  last: number,
  ordinal: number | null,
  { model, states, originOf }: Explored<State>,
): Promise<Story> {
  const labelOf = async (at: number, step: number): Promise<string> =>
    (await model.steps(states[at] as State))[step]?.label ?? '?' // `at` is the place of a state
  const steps = ordinal === null ? [] : [await labelOf(last, ordinal)]
  for (let at = last; at > 0; ) {
    const origin = originOf(at)
    steps.unshift(await labelOf(origin.from, origin.to))
    at = origin.from
  }
  const lines = [...steps.map((step, i) => `${i + 1}. ${step}`), `=> ${what}`]
  return { what, steps, toString: () => lines.join('\n') }
}
