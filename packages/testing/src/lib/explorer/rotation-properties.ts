import type { PresentedRefreshToken, Ruling } from './rotation-rules.ts'
import type { ChainView, ServerView } from './rotation-view.ts'
import { derivable, secretBehind } from './symbolic-algebra.ts'

/** What the model remembers after a step, and the property that the step breaks. */
export interface Checked {
  readonly used: number | null
  readonly headFor: string
  readonly violation: string | null
}

/** Checks one ruling about a refresh token. What it says of records and answers follows the table of the design. */
export function checkRefresh(
  view: ServerView,
  presented: PresentedRefreshToken,
  open: boolean,
  ruling: Ruling,
): Checked {
  const { chain, used, headFor } = view
  const { next, outcome } = ruling
  const ended = next !== 'unchanged' && 'kind' in next
  const same = { used, headFor }
  if (ended !== (outcome.code === 'refresh/reused'))
    return { ...same, violation: 'the answer and the record disagree on the end' }
  if (outcome.status !== 'answered') return { ...same, violation: null }
  const after = next === 'unchanged' ? chain : 'kind' in next ? null : next.chain
  const serial = outcome.serial ?? 0
  const created = after !== null && after.head !== chain.head
  const adopted = presented.serial > chain.head
  const rotated = after !== null && after.hashes.candidate !== chain.hashes.candidate
  const candidate = presented.serial > chain.base
  const otherUsed = used !== null && used !== presented.serial
  const checked = {
    used: rotated ? (adopted ? presented.serial : null) : candidate ? presented.serial : used,
    headFor: created ? presented.by : headFor,
  }
  const usable =
    after !== null &&
    serial > after.base &&
    serial <= after.head &&
    after.hashes.candidate === `h(${outcome.secret})` &&
    (after.confirmed === null || after.confirmed === serial)
  const violation = !usable
    ? 'an answer that cannot be used'
    : otherUsed && candidate && !(adopted && rotated)
      ? 'two candidates of one rotation were both used'
      : open && created && !adopted
        ? 'a second rotation inside the window'
        : !open && otherUsed && !adopted
          ? 'an answer is had again after the window'
          : !created && !adopted && serial !== presented.serial && presented.by !== headFor
            ? "an in-window repeat hands out the other party's candidate"
            : null
  return { ...checked, violation }
}

/** Checks one ruling about an access token. */
export function checkAccess(view: ChainView, serial: number, { next, outcome }: Ruling): Checked {
  const { chain, used, headFor } = view
  const ended = next !== 'unchanged' && 'kind' in next
  if (ended !== (outcome.code === 'session/revoked'))
    return { used, headFor, violation: 'the answer and the record disagree on the end' }
  if (outcome.status !== 'accepted' || serial <= chain.base) return { used, headFor, violation: null }
  const violation =
    serial > chain.head
      ? 'an access token of the future is accepted'
      : used !== null && used !== serial
        ? 'two candidates of one rotation were both used'
        : null
  return { used: serial, headFor, violation }
}

/** Checks a view by itself: nothing of it can be guessed, computed from a stolen token, or had without a secret. */
export function checkView(
  { chain }: ChainView,
  refresh: (presented: PresentedRefreshToken, open: boolean) => Ruling,
): string | null {
  const parent = chain.hashes.parent && secretBehind(chain.hashes.parent)
  const candidate = secretBehind(chain.hashes.candidate)
  const next = secretBehind(chain.hashes.next)
  if ((parent && derivable(candidate, parent)) || derivable(next, candidate)) {
    return 'whoever learns a key and a token can compute the successors of the token'
  }
  for (let serial = 0; serial <= chain.head + 2; serial++) {
    for (const open of [true, false]) {
      const { outcome } = refresh({ serial, secret: 'guess', reread: false, by: chain.rotatedBy }, open)
      if (outcome.status === 'answered') return 'a secret that nobody was given is answered'
    }
  }
  return null
}
