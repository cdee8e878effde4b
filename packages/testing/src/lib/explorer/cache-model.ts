import { leaseTicks, type Observed, type ProcessInput, replay } from './cache-process.ts'
import { firstReader, nextReader, type Reader } from './cache-reader.ts'
import type { CacheParts } from './cache-rules.ts'
import type { Model, Step } from './model.ts'

export interface CacheOptions {
  /** How the clocks fail: the machine is suspended, so that the monotonic clock stops, or the wall clock jumps. */
  readonly clocks: 'suspended' | 'jumping'
  /** The last version that is written. Default 2. */
  readonly versions?: number
  /** Reads that may be under way at once. Default 2. */
  readonly fills?: number
  /** Questions to the feed that may be under way at once. Default 2. */
  readonly asks?: number
}

type Message =
  | { readonly kind: 'change'; readonly version: number | null }
  | { readonly kind: 'gap' }
  | { readonly kind: 'answer'; readonly ask: number }

/** A state of the model: the store and its feed, and the process that reads. */
export interface CacheState {
  readonly reader: Reader
  readonly version: number
  readonly ended: boolean
  /** Ticks since each version after the first was written, and since the end; no more than the lease has. */
  readonly ages: readonly number[]
  readonly endAge: number
  /** Whether the end, or a gap after it, was told. */
  readonly endTold: boolean
  /** The greatest version that was ever in the cache. */
  readonly newest: number
  /** What the feed has not delivered yet; while it is cut, the questions that its other end still knows. */
  readonly waiting: readonly Message[]
  readonly cut: boolean
  readonly jumps: number
}

/**
 * The model of one process's near-cache and lease, beside another process that writes and ends the session. Reads begin,
 * find and finish in any order; the feed delivers late, in order, or is cut without a word and says after healing that
 * there was a gap; the clocks fail in one way.
 *
 * @param parts the near-cache and the lease, as they are shipped or with a fault in them
 * @example
 * const model = createCacheModel({ createNearCache, createLease }, { clocks: 'suspended', asks: 1 })
 * expect((await explore(model)).violation?.toString()).toBeUndefined()
 */
export function createCacheModel(parts: CacheParts, options: CacheOptions): Model<CacheState> {
  const { versions = 2, fills: mostFills = 2, asks: mostAsks = 2, clocks } = options
  const seen = new Map<string, Observed>()

  const advance = async (reader: Reader, input: ProcessInput): Promise<void> => {
    seen.set(inputKey(reader, input), await replay(parts, [...reader.history, input]))
  }

  /** The steps from a state, as far as the reader's answers are known; `missing` gets what is to be run first. */
  const stepsFrom = (state: CacheState, missing: [Reader, ProcessInput][]): Step<CacheState>[] => {
    const { reader, version, ended, waiting, cut } = state
    const found: Step<CacheState>[] = []
    if (ended && reader.observed.cached === null && reader.fills.length === 0) return found // nothing can be answered again
    const add = (label: string, next: CacheState, violation: string | null = null): void => {
      found.push({ label, next: withoutIdleAges(next), violation })
    }
    const react = (label: string, inputs: readonly ProcessInput[], change: Partial<CacheState>): void => {
      let after = reader
      for (const input of inputs) {
        const observed = seen.get(inputKey(after, input))
        if (!observed) {
          missing.push([after, input])
          return
        }
        after = nextReader(after, input, observed)
      }
      const newest = Math.max(state.newest, after.observed.cached ?? 0)
      const next = { ...state, ...change, newest, reader: after }
      add(label, next, checkStep(state, inputs[0], next))
    }
    const send = (message: Message): readonly Message[] => (cut ? waiting : [...waiting, message])

    if (!ended && version < versions) {
      const ages = [...state.ages, 0]
      add('the session is written', {
        ...state,
        version: version + 1,
        ages,
        waiting: send({ kind: 'change', version: version + 1 }),
      })
    }
    if (!ended) {
      add('the session is ended', {
        ...state,
        ended: true,
        endAge: 0,
        waiting: send({ kind: 'change', version: null }),
      })
    }
    // a read that finds something later finds nothing older; one that finds the end keeps nothing
    if (!ended && reader.fills.length < mostFills) {
      react(`a read begins and will find ${told(version)}`, [{ kind: 'begin', finds: version }], {})
    }
    for (const { number, found: result, overtaken } of reader.fills) {
      const label = `a read that found ${told(result)} completes${overtaken ? ', overtaken' : ''}`
      react(label, [{ kind: 'complete', fill: number, version: result }], {})
    }
    if (reader.observed.cached !== null)
      react('another session takes the place', [{ kind: 'other-session' }], {})
    if (reader.asks.length < mostAsks) {
      const waits = [...waiting, { kind: 'answer', ask: reader.asked } as const]
      react('the lease asks', [{ kind: 'ask' }], { waiting: waits })
    }
    const [first, ...rest] = waiting
    if (first && !cut) deliver(first, rest, state, react)
    if (!cut) {
      // a question may outlive the cut: another part of the feed, which was not cut, carries it
      const questions = waiting.filter(({ kind }) => kind === 'answer')
      add('the feed is cut', { ...state, cut: true, waiting: questions })
    } else {
      add('the feed heals', { ...state, cut: false, waiting: [{ kind: 'gap' }, ...waiting] })
    }
    for (const [label, wall, monotonic, jumps] of ticks(clocks, state.jumps)) {
      const older = (age: number): number => Math.min(age + 1, leaseTicks)
      const aged = { ages: state.ages.map(older), endAge: ended ? older(state.endAge) : 0, jumps }
      react(label, [{ kind: 'tick', wall, monotonic, wallMayJump: clocks === 'jumping' }], aged)
    }
    return found
  }

  return {
    initial: firstState(),
    key: keyOf,
    steps(state) {
      const missing: [Reader, ProcessInput][] = []
      const found = stepsFrom(state, missing)
      if (missing.length === 0) return found
      return (async () => {
        for (const [reader, input] of missing) await advance(reader, input)
        return stepsFrom(state, [])
      })()
    },
    invariant: checkState,
  }
}

type React = (label: string, inputs: readonly ProcessInput[], change: Partial<CacheState>) => void

function deliver(message: Message, rest: readonly Message[], state: CacheState, react: React): void {
  if (message.kind === 'answer') {
    react('the feed answers a question', [message], { waiting: rest })
  } else if (message.kind === 'gap') {
    react('the feed tells of a gap', [message], { waiting: rest, endTold: state.ended })
  } else {
    react(`the feed tells ${told(message.version)}`, [message], {
      waiting: rest,
      endTold: state.endTold || message.version === null,
    })
  }
}

function told(version: number | null): string {
  return version === null ? 'the end' : `version ${version}`
}

/** Forgets ages that no property can ask for: nothing is held that is as old as that. */
function withoutIdleAges(state: CacheState): CacheState {
  const { cached } = state.reader.observed
  const held = state.reader.fills.flatMap(({ found, overtaken }) => (overtaken ? [] : [found]))
  const oldest = Math.min(...held, cached ?? Infinity)
  return {
    ...state,
    ages: state.ages.map((age, i) => (i + 1 < oldest ? leaseTicks : age)),
    endAge: oldest === Infinity ? leaseTicks : state.endAge,
    newest: oldest >= state.newest ? 0 : state.newest,
  }
}

/** Label, steps of the wall and the monotonic clock, jumps left. */
function ticks(clocks: CacheOptions['clocks'], jumps: number): [string, number, number, number][] {
  const plain: [string, number, number, number] = ['time passes', 1, 1, jumps]
  if (clocks === 'suspended') return [plain, ['time passes, the machine is suspended', 1, 0, jumps]]
  if (jumps === 0) return [plain]
  return [
    plain,
    ['time passes, the wall clock jumps back', 0, 1, jumps - 1],
    ['time passes, the wall clock jumps ahead', 3, 1, jumps - 1],
  ]
}

function firstState(): CacheState {
  return {
    reader: firstReader(),
    version: 1,
    ended: false,
    ages: [],
    endAge: 0,
    endTold: false,
    newest: 0,
    waiting: [{ kind: 'answer', ask: 0 }],
    cut: false,
    jumps: 2,
  }
}

function keyOf({
  reader,
  version,
  ended,
  ages,
  endAge,
  endTold,
  newest,
  waiting,
  cut,
  jumps,
}: CacheState): string {
  const messages = waiting.map((message) =>
    message.kind === 'change'
      ? (message.version ?? 'E')
      : message.kind === 'gap'
        ? 'G'
        : `?${reader.asks.findIndex(({ number }) => number === message.ask)}`,
  )
  return `${reader.key}/${version}${ended ? `E${endAge}${endTold}` : ''},${ages},${newest},${messages.join('')},${cut}${jumps}`
}

function inputKey(reader: Reader, input: ProcessInput): string {
  if (input.kind === 'complete') {
    return `${reader.key} complete ${reader.fills.findIndex(({ number }) => number === input.fill)}`
  }
  if (input.kind === 'answer')
    return `${reader.key} answer ${reader.asks.findIndex(({ number }) => number === input.ask)}`
  return `${reader.key} ${JSON.stringify(input)}`
}

/** What is wrong with a state: what the cache would answer, and when. */
function checkState({ reader, version, ended, ages, endAge, endTold }: CacheState): string | null {
  const { cached, leased } = reader.observed
  if (cached !== null && endTold) return 'an ended session is in the cache after the end was told'
  if (cached === null || !leased) return null
  if (ended && endAge >= leaseTicks) return 'an ended session is answered for longer than the lease'
  if (cached < version && (ages[cached - 1] ?? 0) >= leaseTicks)
    return 'an old version is answered for longer than the lease'
  if (reader.granted?.overtaken) return 'the cache answers after a gap, by a lease from before it'
  return null
}

function checkStep(before: CacheState, input: ProcessInput | undefined, after: CacheState): string | null {
  const was = before.reader.observed.cached
  const is = after.reader.observed.cached
  if (input?.kind === 'gap' && is !== null) return 'something is in the cache after a gap'
  if (input?.kind === 'change' && is !== null) return 'what changed is still in the cache'
  if (input?.kind === 'complete' && is !== was) {
    if (before.reader.fills.find(({ number }) => number === input.fill)?.overtaken)
      return 'an overtaken read is kept'
  }
  if (is !== null && is < before.newest) return 'a version goes backwards'
  return null
}
