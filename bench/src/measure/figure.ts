/** What a figure must reach. */
export type Target = { readonly atMost: number } | { readonly atLeast: number } | null

/** One measured figure: one row of the table. */
export interface Figure {
  /** Stable, for JSON: `peek.10k.sha256`. */
  readonly name: string
  /** What was measured, for people. */
  readonly what: string
  readonly value: number
  /** `x` for a ratio; otherwise what `value` counts. */
  readonly unit: 'x' | '%' | 'us' | 'ms' | '/s' | 'bytes' | 'MB'
  readonly target: Target
  /** The absolute medians that stand behind a ratio, and what else helps to read it. */
  readonly detail: string
}

/** Whether the figure reaches its target; null when it has none. */
export function isMet({ value, target }: Figure): boolean | null {
  if (target === null) return null
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast
}
