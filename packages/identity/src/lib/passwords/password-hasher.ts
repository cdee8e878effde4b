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
        const renewed = matches && isCheaper(stored, cost) ? await hash(text, parameters) : null
        return { matches, renewed }
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

/** Whether a hash was made with less memory or fewer passes than `cost`. */
function isCheaper(stored: string, { memoryKiB, passes }: HashCost): boolean {
  const [, memory, time] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/.exec(stored) ?? []
  if (memory === undefined || time === undefined) return true
  return Number(memory) * Number(time) < memoryKiB * passes || Number(memory) < memoryKiB
}
