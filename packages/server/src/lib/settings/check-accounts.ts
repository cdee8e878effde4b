import { fewestPasses, identityDefaults } from '@sojourn/identity'
import type { SettingName } from './all-settings.ts'
import type { CollectedValues } from './collect-values.ts'
import { defined } from './defined.ts'
import type { SettingProblem } from './problem.ts'
import type { Settings } from './settings.ts'

type Accounts = Pick<Settings, 'password' | 'guesses' | 'codes'>

/** Passwords, guessing and codes. */
export function checkAccounts({
  values,
  given,
}: CollectedValues): Accounts & { readonly problems: readonly SettingProblem[] } {
  const problems: SettingProblem[] = []
  const tell = (name: SettingName, wrong: string, fix: string): void => {
    problems.push({ where: given.get(name)?.where ?? name, wrong, fix })
  }
  const otherwise = identityDefaults.password
  const { argon2Memory: memoryKiB = otherwise.memoryKiB, argon2Passes: passes = otherwise.passes } = values
  const fewest = fewestPasses(memoryKiB)
  if (fewest !== null && passes < fewest) {
    const fix = `Give ${fewest} passes or more, or ${otherwise.memoryKiB} KiB (OWASP Password Storage).`
    tell('argon2Passes', `${passes} is too few for ${memoryKiB} KiB of memory`, fix)
  }
  if (isMore(values.guessesFree, values.guesses)) {
    tell('guessesFree', 'that is more than guesses', 'Lower it, or raise guesses.')
  }
  if (isMore(values.guessPause, values.guessPauseLongest)) {
    tell('guessPause', 'that is longer than guessPauseLongest', 'Shorten it, or lengthen the other.')
  }
  return {
    password: {
      minLength: values.passwordMinLength ?? otherwise.minLength,
      memoryKiB,
      passes,
      ...defined({
        waiting: values.passwordsWaiting,
        perNetwork: values.passwordsPerNetwork,
        running: values.passwordsRunning,
      }),
    },
    guesses: defined({
      free: values.guessesFree,
      backOff: values.guessPause,
      longest: values.guessPauseLongest,
      most: values.guesses,
      perNetwork: values.guessesPerNetwork,
      mailsPerNetwork: values.mailsPerNetwork,
      mailsPerAddress: values.mailsPerAddress,
      window: values.guessWindow,
    }),
    codes: defined({ verify: values.verifyCode, reset: values.resetCode }),
    problems,
  }
}

/** What is undefined is wrong by itself, and was told. */
function isMore(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && other !== undefined && one > other
}
