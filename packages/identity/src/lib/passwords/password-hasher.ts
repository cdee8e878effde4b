import { type Algorithm, hash, verify } from '@node-rs/argon2'
import { type RandomBytes, SojournError } from 'sojourn'
import type { Refused } from '../accounts/refused.ts'
import { normalisePassword } from './password-rules.ts'
import type { Place, WorkQueue } from './work-queue.ts'

/** How much work a hash is (RFC 9106, OWASP Password Storage). One lane. */
export interface HashCost {
  readonly memoryKiB: number
  readonly passes: number
}

export interface PasswordCheck {
  readonly matches: boolean
  /** A new hash when the password matches and its hash is of a lower cost than is set now. */
  readonly renewed: string | null
}

/** Hashes and checks passwords with argon2id, in threads. Refuses with `auth/busy` before the work when too many wait. */
export interface PasswordHasher {
  hash(password: string, place: Place): Promise<string | Refused>
  /**
   * Takes as long for `null`, an account that does not exist, as for a wrong password.
   *
   * @param begin called when it is the password's turn; what it refuses is not checked
   */
  check(
    stored: string | null,
    password: string,
    options: { readonly place: Place; readonly begin: () => Promise<Refused | null> },
  ): Promise<PasswordCheck | Refused>
}

export interface PasswordHasherOptions extends HashCost {
  readonly queue: WorkQueue
  readonly randomBytes: RandomBytes
}

export async function createPasswordHasher({
  queue,
  randomBytes,
  ...cost
}: PasswordHasherOptions): Promise<PasswordHasher> {
  // A const enum of a declaration file has no value at run time under erasable syntax, hence the cast.
  const argon2id = 2 as Algorithm.Argon2id
  const parameters = {
    algorithm: argon2id,
    memoryCost: cost.memoryKiB,
    timeCost: cost.passes,
    parallelism: 1,
  }
  const nobodysPassword = Buffer.from(randomBytes(32)).toString('base64url')
  const nobodysHash = await hash(nobodysPassword, parameters)
  return {
    hash: (password, place) => queue.run(place, () => hash(normalisePassword(password), parameters)),
    check: (stored, password, { place, begin }) =>
      queue.run<PasswordCheck | Refused>(place, async () => {
        const refusal = await begin()
        if (refusal) return refusal
        const text = normalisePassword(password)
        const matches = (await isOf(stored ?? nobodysHash, text)) && stored !== null
        const missing = stored === null ? 0 : missingWork(stored, cost)
        if (missing <= 0) return { matches, renewed: null }
        if (matches) return { matches, renewed: await hash(text, parameters) }
        // A wrong password for an old hash costs what one for no account at all does, as nearly as can be.
        const passes = Math.max(1, Math.round(missing / cost.memoryKiB))
        const memoryCost = Math.max(8, Math.min(cost.memoryKiB, missing))
        await hash(text, { ...parameters, memoryCost, timeCost: passes })
        return { matches, renewed: null }
      }),
  }
}

/** @throws `record/corrupt` when `stored` is no hash: its account signs nobody in until a password is set by mail */
async function isOf(stored: string, text: string): Promise<boolean> {
  try {
    return await verify(stored, text)
  } catch (cause) {
    throw new SojournError('record/corrupt', 'the password hash of an account cannot be read', { cause })
  }
}

/** How much more work, in KiB times passes, a hash would take now; 0 when it was made with as much or more. */
function missingWork(stored: string, { memoryKiB, passes }: HashCost): number {
  const [, memory, time] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/.exec(stored) ?? []
  if (memory === undefined || time === undefined) return memoryKiB * passes
  const missing = memoryKiB * passes - Number(memory) * Number(time)
  return missing > 0 ? missing : Number(memory) < memoryKiB ? 1 : 0
}
