import { pastToken, serialOf, type TokenCode } from './rotation-view.ts'

/** A refresh request: the token, what the client says of its vault, and from which network. */
export type MessageCode = number

export type Said = boolean | undefined
const saids: readonly Said[] = [false, true, undefined]

export function messageCode(token: TokenCode, said: Said, network: number): MessageCode {
  return (token << 3) | (saids.indexOf(said) << 1) | network
}

export function readMessage(message: MessageCode): {
  readonly token: TokenCode
  readonly said: Said
  readonly network: number
} {
  return { token: message >> 3, said: saids[(message >> 1) & 3], network: message & 1 }
}

/** What one context of the client is about. `first` is a message or a token, `second` the token of an answer. */
export interface ContextState {
  readonly mode: 'idle' | 'waiting' | 'answered' | 'told-stale'
  readonly first: number
  readonly second: TokenCode
}

export interface ThiefState {
  /** The tokens that the thief knows, in order. */
  readonly tokens: readonly TokenCode[]
  /** The one that he copied. */
  readonly stolen: TokenCode
  /** Who got a fresh token last since the theft. */
  readonly last: 'nobody' | 'owner' | 'thief'
  /** How often it was the other one than the time before. */
  readonly overtakes: number
  /** Whether the owner has stored another token than that since. */
  readonly ownerRefreshed: boolean
}

/** A state of the rotation model while the session lives. */
export interface RotationState {
  readonly view: number
  readonly vault: TokenCode
  readonly contexts: readonly ContextState[]
  /** A bit for each serial whose access token may be in use somewhere. */
  readonly inUse: number
  /** Each request that was sent may be processed at any time, again and again. In order. */
  readonly sent: readonly MessageCode[]
  /** Null until the theft. */
  readonly thief: ThiefState | null
}

export const idle: ContextState = { mode: 'idle', first: 0, second: 0 }
const modes = ['idle', 'waiting', 'answered', 'told-stale'] as const
const lasts = ['nobody', 'owner', 'thief'] as const

/** A state as a text, one character a number. */
export function packState({ view, vault, contexts, inUse, sent, thief }: RotationState): string {
  const numbers = [view, vault, inUse, thief ? packThief(thief) : 0, thief ? thief.tokens.length : 0]
  if (thief) numbers.push(...thief.tokens, thief.stolen)
  for (const { mode, first, second } of contexts)
    numbers.push((modes.indexOf(mode) << 14) | (mode === 'answered' ? (first << 7) | second : first))
  numbers.push(...sent)
  return String.fromCharCode(...numbers)
}

export function unpackState(text: string, contextCount: number): RotationState {
  const at = (position: number): number => text.charCodeAt(position)
  const numbers = (from: number, to: number): number[] => {
    const found: number[] = []
    for (let position = from; position < to; position++) found.push(at(position))
    return found
  }
  const thiefAt = 5 + at(4)
  const contextsAt = at(3) === 0 ? 5 : thiefAt + 1
  const sentAt = contextsAt + contextCount
  return {
    view: at(0),
    vault: at(1),
    inUse: at(2),
    thief: at(3) === 0 ? null : unpackThief(at(3), numbers(5, thiefAt), at(thiefAt)),
    contexts: numbers(contextsAt, sentAt).map(unpackContext),
    sent: numbers(sentAt, text.length),
  }
}

function unpackContext(packed: number): ContextState {
  const mode = modes[packed >> 14] ?? 'idle'
  const rest = packed & 0x3fff
  return mode === 'answered'
    ? { mode, first: rest >> 7, second: rest & 127 }
    : { mode, first: rest, second: 0 }
}

function packThief({ last, overtakes, ownerRefreshed }: ThiefState): number {
  return 1 + lasts.indexOf(last) + 3 * (Number(ownerRefreshed) + 2 * overtakes)
}

function unpackThief(packed: number, tokens: readonly TokenCode[], stolen: TokenCode): ThiefState {
  const rest = Math.floor((packed - 1) / 3)
  return {
    tokens,
    stolen,
    last: lasts[(packed - 1) % 3] ?? 'nobody',
    ownerRefreshed: rest % 2 === 1,
    overtakes: rest >> 1,
  }
}

/** Whether a request can change nothing any more: its token is past and it claims nothing. */
export function isIdle(message: MessageCode): boolean {
  return message >> 3 === pastToken && (message & 6) === 0
}

/** A bit for each serial that somebody holds. */
export function heldSerials({ vault, contexts, inUse, sent, thief }: RotationState): number {
  let held = inUse | (1 << serialOf(vault))
  for (const { mode, first, second } of contexts) {
    if (mode === 'waiting') held |= 1 << serialOf(first >> 3)
    else if (mode !== 'idle')
      held |= (1 << serialOf(first)) | (mode === 'answered' ? 1 << serialOf(second) : 0)
  }
  for (const message of sent) held |= 1 << serialOf(message >> 3)
  for (const token of thief?.tokens ?? []) held |= 1 << serialOf(token)
  return held
}

/** The same state after the tokens have got new names. */
export function renameTokens(state: RotationState, view: number, names: Uint8Array): RotationState {
  const name = (token: TokenCode): TokenCode => names[token] ?? pastToken
  const rename = (message: MessageCode): MessageCode => (name(message >> 3) << 3) | (message & 7)
  let inUse = 0
  for (let left = state.inUse, serial = 0; left > 0; left >>= 1, serial++) {
    if (left & 1) inUse |= 1 << serialOf(name(serial << 3))
  }
  return {
    view,
    vault: name(state.vault),
    inUse: inUse & ~1,
    contexts: state.contexts.map((context) => {
      if (context.mode === 'idle') return context
      if (context.mode === 'waiting') return { ...context, first: rename(context.first) }
      return {
        mode: context.mode,
        first: name(context.first),
        second: context.mode === 'answered' ? name(context.second) : 0,
      }
    }),
    sent: ordered(state.sent.map(rename).filter((message) => !isIdle(message))),
    thief: state.thief && {
      ...state.thief,
      stolen: name(state.thief.stolen),
      tokens: ordered(state.thief.tokens.map(name).filter((token) => token !== pastToken)),
    },
  }
}

/** The numbers in order, each once. The lists are short. */
export function ordered(numbers: readonly number[]): number[] {
  const sorted: number[] = []
  for (const number of numbers) {
    let at = sorted.length
    while (at > 0 && (sorted[at - 1] as number) > number) at--
    if (at === 0 || sorted[at - 1] !== number) sorted.splice(at, 0, number)
  }
  return sorted
}
