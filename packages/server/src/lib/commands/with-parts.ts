import type { IdentityEvent } from '@sojourn/identity'
import type { Settings } from '../settings/settings.ts'
import { dataFolder, makeFolder } from '../start/data-folder.ts'
import { inspect } from '../start/inspect.ts'
import { makeKeyFile, readKeyFile } from '../start/key-file.ts'
import { mendRights } from '../start/mend-rights.ts'
import { type OpenParts, openParts } from '../start/open-parts.ts'
import { StartError } from '../start/start-error.ts'

export interface WithPartsOptions {
  /** Makes the data folder and its files when they are missing; otherwise that is an error. */
  readonly make?: boolean
  readonly onAccount?: (event: IdentityEvent) => void
}

/**
 * Does something with the engine and the accounts, on the files that a running server may have open too.
 *
 * @throws StartError
 */
export async function withParts<Result>(
  settings: Settings,
  work: (parts: OpenParts) => Promise<Result>,
  { make = false, onAccount }: WithPartsOptions = {},
): Promise<Result> {
  const files = dataFolder(settings.dataFolder)
  inspect(settings, files, null)
  // The key that signs is the first: a `next` or `staged` one is not known to a running server yet.
  const kept = settings.keys === null ? readKeyFile(files) : null
  if (!make && settings.keys === null && kept === null) {
    throw new StartError(`There is no server's data in ${files.path}.
Name its folder in SOJOURN_DATA or --data, or start it first: sojourn serve`)
  }
  makeFolder(files.path)
  mendRights(files)
  const keys = settings.keys ?? (kept ?? makeKeyFile(files, Date.now())).map(({ key }) => key)
  const parts = await openParts({
    settings,
    files,
    keys,
    publicUrl: settings.origin ?? `http://localhost:${settings.port}`,
    serves: false,
    ...(onAccount && { onAccount }),
  })
  try {
    return await work(parts)
  } finally {
    await parts.close(settings.drainMs)
  }
}
