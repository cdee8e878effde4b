import type { Figure } from './figure.ts'

/** What a suite's process tells the one that started it. */
export type SuiteMessage =
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] }

/** Runs a suite in its own process: measures, tells the figures, and ends. */
export async function runSuite(
  measure: (rounds: number, progress: (text: string) => void) => Promise<readonly Figure[]>,
): Promise<void> {
  const rounds = Number(process.argv[2] ?? 5)
  const send = process.send?.bind(process)
  if (send === undefined) throw new TypeError('a suite is started by main.ts')
  const tell = (message: SuiteMessage): boolean => send(message)
  const figures = await measure(rounds, (text) => tell({ kind: 'progress', text }))
  tell({ kind: 'figures', figures })
  if (process.connected) process.disconnect?.()
}
