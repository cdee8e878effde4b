/** What the doctor says of one thing. */
export interface Finding {
  readonly check: string
  /** `mend`: it has to be mended; `look`: somebody should look at it. */
  readonly state: 'well' | 'look' | 'mend'
  readonly said: string
  /** What to do; null when nothing is to be done. */
  readonly fix: string | null
}

export function well(check: string, said: string): Finding {
  return { check, state: 'well', said, fix: null }
}

export function look(check: string, said: string, fix: string): Finding {
  return { check, state: 'look', said, fix }
}

export function mend(check: string, said: string, fix: string): Finding {
  return { check, state: 'mend', said, fix }
}

/** What a start would refuse, by the first line of its message and the rest. */
export function refusal(check: string, message: string): Finding {
  const [said = '', ...fix] = message.split('\n')
  return mend(check, said, fix.join(' ') || said)
}
