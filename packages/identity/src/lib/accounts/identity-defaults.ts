/** The default of each option that has one. */
export const identityDefaults = {
  password: {
    minLength: 15,
    memoryKiB: 19_456,
    passes: 2,
    /** One less than there are processors run at once, and no more than these. */
    mostRunning: 3,
    waiting: 64,
    perNetwork: 32,
  },
  guesses: {
    free: 4,
    backOff: '30s',
    longest: '1h',
    most: 100,
    perNetwork: 60,
    mailsPerNetwork: 20,
    mailsPerAddress: 5,
    window: '10m',
  },
  codes: { verify: '24h', reset: '30m' },
  activityKept: '90d',
} as const
