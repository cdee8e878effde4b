import type { SettingName } from './all-settings.ts'
import type { CollectedValues } from './collect-values.ts'
import type { SettingProblem } from './problem.ts'
import type { Settings } from './settings.ts'

type Accounts = Pick<Settings, 'password' | 'guesses' | 'codes'>

/** Passes that argon2id needs with so much memory, in KiB (OWASP Password Storage). */
const fewestPasses: readonly (readonly [memoryKiB: number, passes: number])[] = [
  [47_104, 1],
  [19_456, 2],
  [12_288, 3],
  [9216, 4],
  [7168, 5],
]

/** Passwords, guessing and codes. */
export function checkAccounts({
  values,
  given,
}: CollectedValues): Accounts & { readonly problems: readonly SettingProblem[] } {
  const problems: SettingProblem[] = []
  const tell = (name: SettingName, wrong: string, fix: string): void => {
    problems.push({ where: given.get(name)?.where ?? name, wrong, fix })
  }
  const { argon2Memory: memoryKiB = 19_456, argon2Passes: passes = 2 } = values
  const [, fewest = 5] = fewestPasses.find(([memory]) => memoryKiB >= memory) ?? []
  if (passes < fewest) {
    const fix = `Give ${fewest} passes or more, or 19456 KiB (OWASP Password Storage).`
    tell('argon2Passes', `${passes} is too few for ${memoryKiB} KiB of memory`, fix)
  }
  const guesses = {
    free: values.guessesFree ?? 4,
    backOff: values.guessPause ?? 30_000,
    longest: values.guessPauseLongest ?? 3_600_000,
    most: values.guesses ?? 100,
    perNetwork: values.guessesPerNetwork ?? 60,
    mailsPerNetwork: values.mailsPerNetwork ?? 20,
    mailsPerAddress: values.mailsPerAddress ?? 5,
    window: values.guessWindow ?? 600_000,
  }
  if (guesses.free > guesses.most) {
    tell('guessesFree', 'that is more than guesses', 'Lower it, or raise guesses.')
  }
  if (guesses.backOff > guesses.longest) {
    tell('guessPause', 'that is longer than guessPauseLongest', 'Shorten it, or lengthen the other.')
  }
  return {
    password: {
      minLength: values.passwordMinLength ?? 15,
      memoryKiB,
      passes,
      waiting: values.passwordsWaiting ?? 64,
      perNetwork: values.passwordsPerNetwork ?? 32,
      ...(values.passwordsRunning !== undefined && { running: values.passwordsRunning }),
    },
    guesses,
    codes: { verify: values.verifyCode ?? 86_400_000, reset: values.resetCode ?? 1_800_000 },
    problems,
  }
}
