import { checkAccess, checkRefresh, checkView } from './rotation-properties.ts'
import type { Chain, RotationSubject, Ruling } from './rotation-rules.ts'
import {
  type ChainView,
  canonicalise,
  type ServerView,
  secretOf,
  secretsOf,
  serialLimit,
  serialOf,
  type TokenCode,
  tokenCode,
} from './rotation-view.ts'
import { createSymbolicAlgebra } from './symbolic-algebra.ts'

/** What the server did with one message. */
export interface ServerStep {
  /** Whether the record, or what the model remembers of it, has changed. The view after it may be the same all the same. */
  readonly changed: boolean
  /** The view after it; null when the session has ended. */
  readonly view: number | null
  readonly status: 'answered' | 'accepted' | 'stale' | 'superseded' | 'reused' | 'refused'
  /** The token of an answer, named as in the view after. */
  readonly answer: TokenCode
  /** Whether an answer's token is another one than was presented. */
  readonly fresh: boolean
  /** The new name of each token. */
  readonly names: Uint8Array
  /** A property that this step breaks. */
  readonly violation: string | null
}

/** A renaming of tokens that goes with a view. */
export interface Compacted {
  readonly view: number
  readonly names: Uint8Array
}

/** The server of the rotation model: runs the rules, each different case once. */
export interface RotationServer {
  readonly initial: number
  readonly initialToken: TokenCode
  view(id: number): ServerView
  /** The place in words of a token: for stories. */
  describe(view: number, token: TokenCode): string
  /** Whether the token is the parent or a candidate. */
  isKnown(view: number, token: TokenCode): boolean
  refresh(view: number, token: TokenCode, reread: boolean | undefined, by: string, open: boolean): ServerStep
  access(view: number, serial: number): ServerStep
  /** The store loses its last write; null when there is none that it could lose. */
  lose(view: number): ServerStep | null
  /** Forgets the candidates that nobody holds. `held` has a bit for each serial that somebody holds. */
  compact(view: number, held: number): Compacted
}

const names = (rename: (token: TokenCode) => TokenCode): Uint8Array =>
  Uint8Array.from({ length: serialLimit * 8 }, (_, i) => rename(i))

export function createRotationServer(
  { rules, policy, recordWith }: RotationSubject,
  options: { readonly lossy: boolean; readonly by: string },
): RotationServer {
  const views: {
    readonly view: ServerView
    readonly secrets: readonly string[]
    readonly violation: string | null
  }[] = []
  const ids = new Map<string, number>()
  const steps = new Map<number, ServerStep>()
  const compacted = new Map<number, Compacted>()

  const rule = (chain: Chain, decision: 'refresh' | 'access', presented: object, open: boolean): Ruling =>
    rules.decide(
      recordWith(chain),
      (record, context) =>
        decision === 'refresh'
          ? rules.decideRefresh(record, presented as never, context) // both are built by the two callers below
          : rules.decidePresentAccess(record, presented as never, context),
      { now: open ? 0 : policy.rotationWindowMs, policy, algebra: createSymbolicAlgebra() },
    )

  const intern = (view: ServerView): number => {
    const key = JSON.stringify(view)
    let id = ids.get(key)
    if (id === undefined) {
      id = views.length
      ids.set(key, id)
      const violation = checkView(view, (presented, open) => rule(view.chain, 'refresh', presented, open))
      views.push({ view, secrets: secretsOf(view), violation })
      if (view.chain.head + 2 >= serialLimit)
        throw new RangeError('a view of the rotation model has too many serials')
    }
    return id
  }
  const at = (id: number): (typeof views)[number] => views[id] as (typeof views)[number] // ids come from intern
  const move = (from: readonly string[], view: ServerView, holds: (serial: number) => boolean): Compacted => {
    const renamed = canonicalise(view, holds)
    const secrets = secretsOf(view)
    return {
      view: intern(renamed.view),
      names: names((token) =>
        tokenCode(renamed.serial(serialOf(token)), secrets.indexOf(secretOf(from, token))),
      ),
    }
  }
  const written = (before: ServerView, after: ChainView): ServerView => ({
    ...after,
    mayLose: before.mayLose,
    previous: before.mayLose ? { chain: before.chain, used: before.used, headFor: before.headFor } : null,
  })
  const finish = (
    id: number,
    { next, outcome }: Ruling,
    status: ServerStep['status'],
    remembered: { readonly used: number | null; readonly headFor: string; readonly violation: string | null },
    presentedSerial: number,
  ): ServerStep => {
    const { view, secrets } = at(id)
    const step = { status, answer: 0, fresh: false, changed: true, violation: remembered.violation }
    if (next !== 'unchanged' && 'kind' in next) return { ...step, view: null, names: names(() => 0) }
    const chain = next === 'unchanged' ? view.chain : next.chain
    if (!chain) throw new TypeError('a rule took the chain away')
    const { used, headFor } = remembered
    const changed = next !== 'unchanged' || used !== view.used || headFor !== view.headFor
    const after = next === 'unchanged' ? { ...view, used, headFor } : written(view, { chain, used, headFor })
    const moved = move(secrets, after, () => true)
    const violation = remembered.violation ?? at(moved.view).violation
    if (status !== 'answered') return { ...step, ...moved, changed, violation }
    const renamed = canonicalise(after, () => true)
    const answer = tokenCode(
      renamed.serial(outcome.serial ?? 0),
      secretsOf(after).indexOf(outcome.secret ?? ''),
    )
    return { ...step, ...moved, changed, answer, fresh: outcome.serial !== presentedSerial, violation }
  }
  const memo = (key: number, make: () => ServerStep): ServerStep => {
    let step = steps.get(key)
    if (!step) {
      step = make()
      steps.set(key, step)
    }
    return step
  }
  const contextNumbers = new Map([
    ['a', 0],
    ['b', 1],
    ['thief', 2],
  ])

  const algebra = createSymbolicAlgebra()
  const secret = algebra.random()
  const raw: ServerView = {
    chain: rules.beginChain(secret, options.by, 0, algebra),
    used: null,
    headFor: options.by,
    previous: null,
    mayLose: options.lossy,
  }
  const first = canonicalise(raw, () => true)
  const initial = intern(first.view)
  return {
    initial,
    initialToken: tokenCode(first.serial(raw.chain.head), secretsOf(raw).indexOf(secret)),
    view: (id) => at(id).view,
    describe(id, token) {
      const { chain } = at(id).view
      const serial = serialOf(token)
      if (serial === 0) return 'an old token'
      if (serial === chain.parent) return 'the parent'
      return serial > chain.base ? `candidate ${serial - chain.base}` : 'a past token'
    },
    isKnown(id, token) {
      const { parent, base } = at(id).view.chain
      return serialOf(token) === parent || serialOf(token) > base
    },
    refresh: (id, token, reread, by, open) => {
      const said = reread === undefined ? 2 : Number(reread)
      const key =
        ((((id * 128 + token) * 3 + said) * 3 + (contextNumbers.get(by) ?? 0)) * 2 + Number(open)) * 2
      return memo(key, () => {
        const { view, secrets } = at(id)
        const presented = { serial: serialOf(token), secret: secretOf(secrets, token), reread, by }
        const ruling = rule(view.chain, 'refresh', presented, open)
        const status = refreshStatus(ruling)
        return finish(id, ruling, status, checkRefresh(view, presented, open, ruling), presented.serial)
      })
    },
    access: (id, serial) =>
      memo((id * 128 + serial) * 36 + 1, () => {
        const { view } = at(id)
        const presented = { serial, authAt: 0, expiresAt: Number.MAX_SAFE_INTEGER }
        const ruling = rule(view.chain, 'access', presented, true)
        const status = ruling.outcome.status === 'accepted' ? 'accepted' : 'refused'
        return finish(id, ruling, status, checkAccess(view, serial, ruling), serial)
      }),
    lose(id) {
      const { view, secrets } = at(id)
      const { previous } = view
      if (!previous) return null
      return memo(id * 128 * 36 + 3, () => {
        const moved = move(secrets, { ...previous, previous: null, mayLose: false }, () => true)
        return {
          ...moved,
          changed: true,
          status: 'accepted',
          answer: 0,
          fresh: false,
          violation: at(moved.view).violation,
        }
      })
    },
    compact(id, held) {
      const key = id * 65_536 + held
      let result = compacted.get(key)
      if (!result) {
        const { view, secrets } = at(id)
        result = move(secrets, view, (serial) => (held & (1 << serial)) !== 0)
        compacted.set(key, result)
      }
      return result
    },
  }
}

function refreshStatus({ outcome }: Ruling): ServerStep['status'] {
  if (outcome.status === 'answered') return 'answered'
  if (outcome.code === 'refresh/stale') return 'stale'
  if (outcome.code === 'refresh/superseded') return 'superseded'
  return outcome.code === 'refresh/reused' ? 'reused' : 'refused'
}
