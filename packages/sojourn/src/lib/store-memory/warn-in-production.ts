let warned = false

/** Says, once a process, what a memory store in production costs. */
export function warnInProduction(): void {
  if (warned || process.env.NODE_ENV !== 'production') return
  warned = true
  process.emitWarning(
    'The memory store loses every session at a restart and shares none between processes.',
    {
      type: 'SojournWarning',
      code: 'SOJOURN_MEMORY_STORE',
      detail: 'Use createSqliteStore or createRedisStore in production.',
    },
  )
}
