import { compare } from '../http/compare.ts'
import { type Entrant, holdContest } from '../http/contest.ts'
import { runSuite } from '../measure/suite.ts'

const frameworks = [
  { key: 'express', name: 'Express 5', atLeast: 0.9 },
  { key: 'fastify', name: 'Fastify', atLeast: 0.85 },
  { key: 'hono', name: 'Hono', atLeast: 0.8 },
] as const

/** Each framework with the bridge, and bare with the very same request headers. */
await runSuite(async (rounds, progress) => {
  const entrants: Record<string, Entrant> = {}
  for (const { key } of frameworks) {
    entrants[`${key}-sojourn`] = { server: `${key}-sojourn` }
    entrants[`${key}-bare`] = { server: `${key}-bare`, credentialsOf: `${key}-sojourn` }
  }
  const standings = await holdContest(entrants, rounds, progress)
  return frameworks.map(({ key, name, atLeast }) => {
    const [subject, peer] = [standings[`${key}-sojourn`], standings[`${key}-bare`]]
    if (subject === undefined || peer === undefined) throw new TypeError(`${name} did not take part`)
    const row = {
      name: `http.${key}`,
      what: `${name} with the bridge over bare ${name}`,
      target: { atLeast },
    }
    return compare(row, subject, peer)
  })
})
