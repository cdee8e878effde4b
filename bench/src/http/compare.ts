import type { Figure, Target } from '../measure/figure.ts'
import { median, medianRatio } from '../measure/statistics.ts'
import type { Standing } from './contest.ts'

/** The row that says how many requests a second one server answers for each of another's. */
export function compare(
  row: { readonly name: string; readonly what: string; readonly target: Target },
  subject: Standing,
  peer: Standing,
): Figure {
  const told = ({ perSecond, busy }: Standing): string =>
    `${Math.round(median(perSecond)).toLocaleString('en')}/s (busy ${Math.round(busy * 100)} %)`
  return {
    ...row,
    value: medianRatio(subject.perSecond, peer.perSecond),
    unit: 'x',
    detail: `${told(subject)} to ${told(peer)}`,
  }
}
