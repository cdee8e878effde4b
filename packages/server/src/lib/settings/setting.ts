import type { z } from 'zod'

/** One setting: everything that is said about it, once. */
export interface Setting<Input, Output> {
  /** What its values have to be, and what they become. */
  readonly schema: z.ZodType<Output, Input>
  /** What stands for a value in the help: `<time>`. */
  readonly shape: string
  /** Its default, as a variable would give it; or what decides it, in words. */
  readonly otherwise: string | { readonly words: string }
  readonly help: string
  /**
   * No message shows its value. `'always'`: no flag takes it either, as others on the machine can read command lines;
   * `'maybe'`: a flag takes it unless it holds a password.
   */
  readonly secret?: 'always' | 'maybe'
  /** Its environment variable, where that is not `SOJOURN_` and its name. */
  readonly variable?: string
}

/** `rotationWindow` is the flag `--rotation-window`. */
export function flagOf(name: string): string {
  return `--${hyphenated(name)}`
}

/** `rotationWindow` is the variable `SOJOURN_ROTATION_WINDOW`. */
export function variableOf(name: string, setting: Pick<Setting<unknown, unknown>, 'variable'>): string {
  return setting.variable ?? `SOJOURN_${hyphenated(name).replaceAll('-', '_').toUpperCase()}`
}

function hyphenated(name: string): string {
  return name.replaceAll(/[A-Z]+/g, (letters) => `-${letters.toLowerCase()}`)
}
