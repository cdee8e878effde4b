import { leaseTicks, type Observed, type ProcessInput } from './cache-process.ts'

/** A read that is under way. */
export interface ReaderFill {
  /** Its place in the history. */
  readonly number: number
  /** The version that it finds. */
  readonly found: number
  /** Whether a change or a gap was told since it began. */
  readonly overtaken: boolean
  /** Whether another session has taken the place of this one in the cache since it began. */
  readonly displaced: boolean
}

/** A question to the feed: how many ticks ago it was asked, by each clock. */
export interface ReaderAsk {
  readonly number: number
  readonly wall: number
  readonly monotonic: number
  /** Whether a gap was told since. */
  readonly overtaken: boolean
}

/** The process that reads: its history, and of that all that its future can depend on. */
export interface Reader {
  readonly history: readonly ProcessInput[]
  readonly observed: Observed
  readonly fills: readonly ReaderFill[]
  readonly asks: readonly ReaderAsk[]
  /** The last question that was answered. */
  readonly granted: ReaderAsk | null
  /** How long ago that answer came. */
  readonly answered: { readonly wall: number; readonly monotonic: number }
  readonly begun: number
  readonly asked: number
  readonly key: string
}

type Remembered = Omit<Reader, 'key' | 'history' | 'observed'>

const newReader: Remembered = {
  fills: [],
  asks: [{ number: 0, wall: 0, monotonic: 0, overtaken: false }], // a lease asks once when it is made
  granted: null,
  answered: { wall: 0, monotonic: 0 },
  begun: 0,
  asked: 1,
}

const deadAge: Aged = { wall: leaseTicks, monotonic: leaseTicks }

/** What there is to remember after an input. */
function remember(reader: Remembered, input: ProcessInput): Remembered {
  const { fills, asks, granted } = reader
  const tell = (): Pick<Remembered, 'fills'> => ({
    fills: fills.map((fill) => ({ ...fill, overtaken: true, displaced: false })),
  })
  switch (input.kind) {
    case 'tick':
      return {
        ...reader,
        asks: asks.map((ask) => later(ask, input)),
        granted: granted && later(granted, input),
        answered: later(reader.answered, input),
      }
    case 'begin':
      return {
        ...reader,
        fills: [...fills, { number: reader.begun, found: input.finds, overtaken: false, displaced: false }],
        begun: reader.begun + 1,
      }
    case 'complete':
      return { ...reader, fills: fills.filter(({ number }) => number !== input.fill) }
    case 'change':
      return { ...reader, ...tell() }
    case 'gap':
      return {
        ...reader,
        ...tell(),
        asks: asks.map((ask) => ({ ...ask, overtaken: true })),
        granted: granted && { ...granted, overtaken: true },
      }
    case 'ask': {
      const ask = { number: reader.asked, wall: 0, monotonic: 0, overtaken: false }
      return { ...reader, asks: [...asks, ask], asked: reader.asked + 1 }
    }
    case 'answer': {
      const answered = asks.find(({ number }) => number === input.ask)
      return {
        ...reader,
        asks: asks.filter(({ number }) => number !== input.ask),
        granted: answered ?? granted,
        answered: { wall: 0, monotonic: 0 },
      }
    }
    case 'other-session':
      return { ...reader, fills: fills.map((fill) => ({ ...fill, displaced: !fill.overtaken })) }
  }
}

interface Aged {
  readonly wall: number
  readonly monotonic: number
}

/** What is older than the lease is dead: by the monotonic clock, or by a wall clock that does not jump back. */
function later<Kind extends Aged>(aged: Kind, by: Aged & { readonly wallMayJump: boolean }): Kind {
  const monotonic = aged.monotonic + by.monotonic
  const wall = aged.wall + by.wall
  const dead = monotonic >= leaseTicks || (wall >= leaseTicks && !by.wallMayJump)
  return dead ? { ...aged, ...deadAge } : { ...aged, monotonic, wall: Math.min(wall, leaseTicks + 2) }
}

/** A lease that no clock can bring back is none. */
function withoutDeadLease(reader: Remembered, leased: boolean): Remembered {
  const { answered, granted } = reader
  if (!granted || (answered.monotonic < leaseTicks && !(granted.overtaken && !leased))) return reader
  return { ...reader, granted: null, answered: newReader.answered }
}

/** The reader after an input, when the parts have been seen. */
export function nextReader(reader: Reader, input: ProcessInput, observed: Observed): Reader {
  const remembered = withoutDeadLease(remember(reader, input), observed.leased)
  return {
    ...remembered,
    history: [...reader.history, input],
    observed,
    key: readerKey(remembered, observed),
  }
}

/** What the future of the parts can depend on, with what can be seen of them. */
function readerKey({ fills, asks, granted, answered }: Remembered, { cached, leased }: Observed): string {
  const ask = (one: ReaderAsk): string => `${one.wall},${one.monotonic}${one.overtaken ? '!' : ''}`
  return [
    fills
      .map(({ found, overtaken, displaced }) => `${found}${overtaken ? '!' : ''}${displaced ? '*' : ''}`)
      .join(';'),
    asks.map(ask).join(';'),
    granted ? `${ask(granted)}@${answered.wall},${answered.monotonic}` : '',
    `${cached}${leased ? 'L' : ''}`,
  ].join('|')
}

/** The reader at its beginning. */
export function firstReader(): Reader {
  const observed = { cached: null, leased: false }
  return { ...newReader, history: [], observed, key: readerKey(newReader, observed) }
}
