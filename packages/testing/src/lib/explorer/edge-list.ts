/** A growing list of pairs of whole numbers, 8 bytes each. */
export interface EdgeList {
  readonly length: number
  add(from: number, to: number): void
  at(position: number): { readonly from: number; readonly to: number }
}

export function createEdgeList(): EdgeList {
  let pairs = new Int32Array(1024)
  let length = 0
  return {
    get length() {
      return length
    },
    add(from, to) {
      if (length * 2 === pairs.length) {
        const larger = new Int32Array(pairs.length * 2)
        larger.set(pairs)
        pairs = larger
      }
      pairs[length * 2] = from
      pairs[length * 2 + 1] = to
      length++
    },
    at: (position) => ({ from: pairs[position * 2] ?? -1, to: pairs[position * 2 + 1] ?? -1 }),
  }
}

/** Marks with 1 each state from which the edges lead to a state of the goal. */
export function statesThatReach<State>(
  edges: EdgeList,
  states: readonly State[],
  inGoal: (state: State) => boolean,
): Uint8Array {
  const sources = new Int32Array(edges.length)
  const starts = new Int32Array(states.length + 1)
  for (let i = 0; i < edges.length; i++) bump(starts, edges.at(i).to + 1)
  for (let state = 0; state < states.length; state++) bump(starts, state + 1, starts[state])
  const filled = starts.slice()
  for (let i = 0; i < edges.length; i++) {
    const { from, to } = edges.at(i)
    sources[filled[to] ?? 0] = from
    bump(filled, to)
  }
  const reaching = new Uint8Array(states.length)
  const queue = states.flatMap((state, at) => (inGoal(state) ? [at] : []))
  for (const at of queue) reaching[at] = 1
  for (const at of queue) {
    for (let i = starts[at] ?? 0; i < (starts[at + 1] ?? 0); i++) {
      const source = sources[i] as number // the range was counted above
      if (reaching[source]) continue
      reaching[source] = 1
      queue.push(source)
    }
  }
  return reaching
}

function bump(counts: Int32Array, at: number, by = 1): void {
  counts[at] = (counts[at] ?? 0) + by
}
