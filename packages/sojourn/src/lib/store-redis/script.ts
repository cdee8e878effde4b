import { createHash } from 'node:crypto'

/** A script and the digest under which Redis keeps it. */
export interface Script {
  readonly text: string
  readonly sha1: string
}

export function createScript(text: string): Script {
  return { text, sha1: createHash('sha1').update(text).digest('hex') }
}
