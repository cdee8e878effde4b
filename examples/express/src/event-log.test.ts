import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EventListener, Sojourn } from 'sojourn'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeTempFolder } from '../test-support/temp-shop.ts'
import { startEventLog } from './event-log.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = makeTempFolder()
  path = join(folder, 'events.log')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A log, and what tells it of an event. */
function startLog(mostBytes?: number): { tell: (cause: string) => void; stop: () => void } {
  const listeners = new Set<EventListener<'*'>>()
  const on = (_type: string, listener: EventListener<'*'>): (() => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const hub = { on } as Pick<Sojourn, 'on'> // it listens to all types only
  const stop = startEventLog(hub, { folder, toStdout: false, ...(mostBytes !== undefined && { mostBytes }) })
  const tell = (cause: string): void => {
    const event = { type: 'cache/gap', at: '2026-01-01T00:00:00.000Z', context: null, cause } as const
    for (const listener of listeners) listener(event)
  }
  return { tell, stop }
}

function linesOf(file: string): unknown[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line))
}

it('is one older file and one newer, however much happens', () => {
  const { tell, stop } = startLog(1000)
  const causes = Array.from({ length: 100 }, (_, index) => `cause ${index}`)
  for (const cause of causes) tell(cause)
  stop()
  for (const file of [path, `${path}.1`]) {
    expect(statSync(file).size).toBeLessThan(1200)
    expect(statSync(file).mode & 0o077).toBe(0)
  }
  const kept = [...linesOf(`${path}.1`), ...linesOf(path)].map((event) => (event as { cause: string }).cause)
  expect(kept.length).toBeGreaterThan(9)
  expect(kept).toEqual(causes.slice(-kept.length))
})

it('counts the size from before the start', () => {
  writeFileSync(path, 'x'.repeat(1000))
  const { tell, stop } = startLog(1000)
  tell('first')
  stop()
  expect(linesOf(path)).toMatchObject([{ cause: 'first' }])
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('x'.repeat(1000))
})

it('drops what it cannot write, and says how much as soon as it can', () => {
  const { tell, stop } = startLog(1)
  tell('first')
  mkdirSync(join(`${path}.1`, 'in the way'), { recursive: true })
  for (const cause of ['second', 'third']) tell(cause)
  expect(linesOf(path)).toMatchObject([{ cause: 'first' }])
  rmSync(`${path}.1`, { recursive: true })
  tell('fourth')
  stop()
  expect(linesOf(`${path}.1`)).toMatchObject([{ type: 'log/dropped', count: 2 }])
  expect(linesOf(path)).toMatchObject([{ cause: 'fourth' }])
})

it.skipIf(process.platform !== 'linux')('disturbs nobody while the disk is full', () => {
  symlinkSync('/dev/full', path)
  const { tell, stop } = startLog()
  for (let count = 0; count < 3; count++) tell('lost')
  stop()
})
