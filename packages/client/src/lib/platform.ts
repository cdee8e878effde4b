/** The part of a `Response` that the client reads. */
export interface HttpAnswer {
  readonly status: number
  /** Where the answer came from; empty when the platform does not say. */
  readonly url: string
  readonly headers: { get(name: string): string | null }
  /** What is left unread is cancelled, where the platform can. */
  readonly body?: unknown
  json(): Promise<unknown>
  clone(): HttpAnswer
}

/** A platform's `fetch`, whatever it takes as its second parameter. */
export type FetchLike = (url: string, init?: never) => Promise<HttpAnswer>

/** Time, as the client reads and awaits it. */
export interface Clock {
  /** Milliseconds since the epoch by the device's own clock. It may be wrong, and it may jump. */
  now(): number
  /** Calls `run` after `ms` milliseconds, unless the returned function was called before. */
  after(ms: number, run: () => void): () => void
}

export interface ParsedUrl {
  readonly href: string
  readonly origin: string
  readonly protocol: string
  readonly hostname: string
}

interface WebGlobals {
  readonly URL: new (text: string, base?: string) => ParsedUrl
  readonly Headers: new (init: unknown) => { set(name: string, value: string): void }
  readonly AbortController: new () => { readonly signal: unknown; abort(): void }
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
}

/** What every platform has by these names, typed here because neither DOM nor Node types are. */
export const web: WebGlobals = globalThis as unknown as WebGlobals

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = web.setTimeout(run, ms)
    return () => web.clearTimeout(timer)
  },
}
