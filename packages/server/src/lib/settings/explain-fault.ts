import { basename } from 'node:path'

/** What can be told of a program that failed. */
export interface Fault {
  /** Its name and message, on one line. */
  readonly wrong: string
  /** Where in the file; null when the fault does not tell. */
  readonly line: number | null
}

/** Explains what a file threw when it ran. The message may quote the file, and the file may hold keys: they are left out. */
export function explainFault(error: unknown, path: string): Fault {
  if (!(error instanceof Error)) return { wrong: 'something that is no error', line: null }
  const [, line] = placeIn(path).exec(error.stack ?? '') ?? []
  const message = harmless(error)
  return {
    wrong: message === '' ? error.name : `${error.name}: ${message}`,
    line: line === undefined ? null : Number(line),
  }
}

function placeIn(path: string): RegExp {
  const name = basename(path).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`${name}(?:\\?[^:\\s]*)?:(\\d+)`)
}

/** The first line of a message; empty when something in it looks like a secret. */
function harmless({ name, message }: Error): string {
  const [first = ''] = message.trim().split(/[\r\n]/)
  // What JSON.parse and the like could not read is quoted.
  const told = name === 'SyntaxError' ? first.replace(/"[^"]*"/g, '"…"') : first
  if (/[A-Za-z0-9_-]{32}|:\S*@/.test(told)) return ''
  return (told.length > 200 ? `${told.slice(0, 200)}…` : told).replace(/\.$/, '')
}
