import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem, type } from 'node:os'
import { type Figure, isMet } from './measure/figure.ts'

/** A whole run: figures, and where and when they were measured. */
export interface Report {
  readonly date: string
  readonly node: string
  readonly machine: string
  readonly rounds: number
  readonly figures: readonly (Figure & { readonly met: boolean | null })[]
}

export function createReport(figures: readonly Figure[], rounds: number): Report {
  const [processor] = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    machine: `${availableParallelism()} x ${processor?.model.trim() ?? 'unknown processor'}, ${gigabytes} GB, ${type()}`,
    rounds,
    figures: figures.map((figure) => ({ ...figure, met: isMet(figure) })),
  }
}

/** The report as a Markdown table. */
export function tableOf({ date, node, machine, rounds, figures }: Report): string {
  const rows = figures.map((figure) => {
    const cells = [figure.what, formatValue(figure.value, figure.unit), formatTarget(figure), figure.detail]
    return `| ${cells.join(' | ')} |`
  })
  return [
    `Medians of ${rounds} interleaved rounds, ${date}, Node.js ${node}, ${machine}.`,
    '',
    '| | measured | target | |',
    '|---|--:|--:|---|',
    ...rows,
  ].join('\n')
}

const begin = '<!-- begin of the measured table: written by `npm run bench` -->'
const end = '<!-- end of the measured table -->'

/** Puts the table between the two markers of a file. */
export function writeTable(file: string, report: Report): void {
  const text = readFileSync(file, 'utf8')
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from === -1 || to < from) throw new Error(`${file} has no place for the table: ${begin}`)
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n${tableOf(report)}\n${text.slice(to)}`)
}

function formatTarget(figure: Figure): string {
  const { target, unit } = figure
  if (target === null) return ''
  const missed = isMet(figure) === false ? ' **missed**' : ''
  return 'atMost' in target
    ? `≤ ${formatValue(target.atMost, unit)}${missed}`
    : `≥ ${formatValue(target.atLeast, unit)}${missed}`
}

function formatValue(value: number, unit: Figure['unit']): string {
  const digits = unit === 'bytes' || unit === '/s' ? 0 : value >= 10 ? 1 : 2
  const text = value.toLocaleString('en', { maximumFractionDigits: digits })
  return unit === 'x' ? `${text} x` : unit === '/s' ? `${text}/s` : `${text} ${unit}`
}
