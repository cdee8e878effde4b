import { fileURLToPath } from 'node:url'
import type { RotationRules, RotationSubject, SourceFault } from '@sojourn/testing/explorer'
import { plantFault } from '@sojourn/testing/explorer'
import { resolvePolicy } from '../policy.ts'
import { decide } from './decide.ts'
import { decidePresentAccess } from './present-access.ts'
import { decideRefresh } from './refresh.ts'
import { beginChain } from './refresh-chain.ts'

const shipped: RotationRules = { beginChain, decide, decideRefresh, decidePresentAccess }

/** The shipped rules, or others, with a session that outlives the model's time. */
export function rotationSubject(rules: RotationRules = shipped): RotationSubject {
  const policy = resolvePolicy()
  return {
    rules,
    policy,
    recordWith: (chain) => {
      const record = {
        id: 'session',
        userId: 'user',
        version: 1,
        client: { kind: 'native', deviceId: null, name: null, userAgent: null, network: null },
        auth: { at: 0, methods: ['pwd'], level: 1, roles: [] },
        secret: null,
        chain,
        createdAt: 0,
        lastSeenAt: 0,
        expiresAt: policy.lifetimes.native.absoluteTimeoutMs,
        dormantSince: null,
        data: {},
      }
      return record
    },
  }
}

/** Runs `use` with the rules of a copy of the sources that has the fault in it. */
export async function withFault<Result>(
  fault: SourceFault,
  use: (subject: RotationSubject) => Promise<Result>,
): Promise<Result> {
  await using planted = await plantFault(fileURLToPath(new URL('..', import.meta.url)), fault)
  const load = (module: string): Promise<unknown> => planted.load(`transitions/${module}.ts`)
  const modules = await Promise.all(['refresh-chain', 'decide', 'refresh', 'present-access'].map(load))
  const rules = Object.assign({}, ...modules) as RotationRules // the same modules as above, with one change
  return await use(rotationSubject(rules))
}
