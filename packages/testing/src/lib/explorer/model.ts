/** One step of a model. */
export interface Step<State> {
  /** What happens, for the story of a violation. */
  readonly label: string
  readonly next: State
  /** What is wrong with this step, whatever state it leads to. */
  readonly violation?: string | null
  /**
   * The ways of progress that this step belongs to, as bits: steps that happen when nothing is lost any more. See
   * `Model.goal`.
   */
  readonly progress?: number
}

/** A finite model. States are equal when their keys are. */
export interface Model<State> {
  readonly initial: State
  /** Each step that is possible in `state`, in an order that depends on the state alone. */
  steps(state: State): readonly Step<State>[] | Promise<readonly Step<State>[]>
  /** The canonical form of a state as a text. */
  key(state: State): string
  /** What is wrong with a state, or null. */
  invariant?(state: State): string | null
  /**
   * Where the model must always be able to get to: from each state, by steps of each way of progress, a state of the
   * goal must be in reach.
   */
  readonly goal?: { readonly ways: readonly number[]; reached(state: State): boolean }
  /** The most states to visit; default 5,000,000. More is an error, not a success. */
  readonly maxStates?: number
}
