import { describe, expect, it } from 'vitest'
import { checkDirection } from './check-direction.ts'

const lib = 'packages/sojourn/src/lib'
const entries = new Map([
  ['sojourn', 'packages/sojourn/src/index.ts'],
  ['@sojourn/protocol', 'packages/protocol/src/index.ts'],
])

function check(files: Record<string, string>): string[] {
  return checkDirection(new Map(Object.entries(files)), entries)
}

describe('checkDirection', () => {
  it('accepts imports along the arrows', () => {
    const problems = check({
      'packages/protocol/src/index.ts': `export { a } from './lib/a.ts'\n`,
      [`${lib}/engine/session.ts`]: `import type { A } from '@sojourn/protocol'\n`,
      [`${lib}/http/cookie.ts`]: `import {\n  type Session,\n} from '../engine/session.ts'\n`,
      [`${lib}/express/sessions.ts`]: `import { cookie } from '../http/cookie.ts'\nimport express from 'express'\n`,
      'packages/sojourn/src/express.ts': `/** Bridge. */\nexport { sessions } from './lib/express/sessions.ts'\n`,
      'packages/testing/src/lib/explore.ts': `import { createSojourn } from 'sojourn'\n`,
    })
    expect(problems).toEqual([])
  })

  it('finds a cycle, also one of type imports only', () => {
    const problems = check({
      [`${lib}/engine/a.ts`]: `import type { B } from './b.ts'\n`,
      [`${lib}/engine/b.ts`]: `export type { C } from './c.ts'\n`,
      [`${lib}/engine/c.ts`]: `type A = import('./a.ts').A\n`,
    })
    expect(problems).toEqual([
      `import cycle: ${lib}/engine/a.ts -> ${lib}/engine/b.ts -> ${lib}/engine/c.ts -> ${lib}/engine/a.ts`,
    ])
  })

  it.each([
    ['sideways', `${lib}/store-redis/find.ts`, '../store-sqlite/find.ts'],
    ['sideways between bridges', `${lib}/hono/sessions.ts`, '../node/sessions.ts'],
    ['upwards', `${lib}/engine/lane.ts`, '../http/cookie.ts'],
    ['from the library to its own entry point', `${lib}/engine/lane.ts`, '../../index.ts'],
    ['from a client to the engine', 'packages/client/src/lib/refresh.ts', 'sojourn'],
    ['from a folder without an arrow', `${lib}/store-new/find.ts`, '../engine/store.ts'],
  ])('refuses an import %s', (_, file, specifier) => {
    expect(check({ [file]: `import type { X } from '${specifier}'\n` })).toEqual([
      expect.stringContaining('may not import'),
    ])
  })

  it('refuses a path into another package', () => {
    const file = 'packages/testing/src/lib/explore.ts'
    const problems = check({ [file]: `import { decide } from '../../../sojourn/src/lib/engine/decide.ts'\n` })
    expect(problems).toEqual([expect.stringContaining('import the package by its name')])
  })

  it('refuses an entry point with logic', () => {
    const problems = check({ 'packages/sojourn/src/redis.ts': `export const port = 6379\n` })
    expect(problems).toEqual([expect.stringContaining('does more than re-export')])
  })

  it('reads no imports in comments', () => {
    const text = `/**\n * @example\n * import { createSojourn } from 'sojourn'\n * await import('sojourn')\n */\n`
    expect(check({ [`${lib}/engine/lane.ts`]: text })).toEqual([])
  })
})
