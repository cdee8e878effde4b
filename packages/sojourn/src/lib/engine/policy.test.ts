import { describe, expect, it } from 'vitest'
import { type PolicyOptions, resolvePolicy } from './policy.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe('resolvePolicy', () => {
  it('has a sensible default for every number', () => {
    expect(resolvePolicy()).toEqual({
      level: null,
      justification: null,
      lifetimes: {
        web: { idleTimeoutMs: 30 * minute, absoluteTimeoutMs: 12 * hour },
        token: { idleTimeoutMs: 30 * minute, absoluteTimeoutMs: 12 * hour },
        native: { idleTimeoutMs: 14 * day, absoluteTimeoutMs: 90 * day },
        anonymous: { idleTimeoutMs: day, absoluteTimeoutMs: 7 * day },
      },
      accessLifetimeMs: 10 * minute,
      rotationWindowMs: 30_000,
      lastSeenEveryMs: minute,
      sessionsPerUser: 100,
      maxDataBytes: 16_384,
      resumesIdle: false,
      theftEnds: 'session',
    })
  })

  it.each([
    [1, null, 30 * day],
    [2, hour, day],
    [3, 15 * minute, 12 * hour],
  ] as const)('has the limits of AAL %d as presets', (level, idleTimeoutMs, absoluteTimeoutMs) => {
    const { lifetimes } = resolvePolicy({ level })
    expect(lifetimes.web).toEqual({ idleTimeoutMs, absoluteTimeoutMs })
    expect(lifetimes.native).toEqual({ idleTimeoutMs, absoluteTimeoutMs })
  })

  it.each<PolicyOptions>([
    { level: 3, idle: '16m' },
    { level: 3, idle: null },
    { level: 2, absolute: '25h' },
    { level: 2, native: { idle: '14d', absolute: '90d' } },
    { level: 1, absolute: '31d' },
    { level: 3, idle: '16m', justification: '  ' },
  ])('refuses %j, looser than its level, without a justification', (options) => {
    expect(() => resolvePolicy(options)).toThrow(expect.objectContaining({ code: 'config/policy-too-loose' }))
  })

  it('keeps the justification of a looser policy', () => {
    const policy = resolvePolicy({ level: 3, idle: '20m', justification: 'kiosk with a guard, risk R-17' })
    expect(policy.lifetimes.web.idleTimeoutMs).toBe(20 * minute)
    expect(policy.justification).toBe('kiosk with a guard, risk R-17')
  })

  it('shortens the default idle time-out to the absolute lifetime', () => {
    expect(resolvePolicy({ absolute: '5m' }).lifetimes.web.idleTimeoutMs).toBe(5 * minute)
  })

  it.each<PolicyOptions>([
    { level: 4 as 3 },
    { idle: '2h', absolute: '1h' },
    { absolute: 0 },
    { access: '2h' },
    { sessionsPerUser: 0 },
    { sessionsPerUser: 1.5 },
    { maxDataBytes: -1 },
    { absolute: '401d' },
  ])('refuses %j', (options) => {
    expect(() => resolvePolicy(options)).toThrow(expect.objectContaining({ code: 'config/invalid' }))
  })
})
