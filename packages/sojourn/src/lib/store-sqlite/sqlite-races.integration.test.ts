import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeSessionRaces } from '@sojourn/testing/races'

describeSessionRaces('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-races-'))
  return {
    address: { kind: 'sqlite', path: join(folder, 'sessions.db') },
    dispose: () => rm(folder, { recursive: true }),
  }
})
