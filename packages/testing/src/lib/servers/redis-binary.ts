import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const missing =
  'These tests need Redis 7 or newer: install `redis-server` and `redis-cli`, or put them on the PATH.'

/** Whether `name` can be run from the PATH, and from where. */
export async function findOnPath(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name)
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (folder !== '' && found) return path
  }
  return null
}

/**
 * Installs Debian's package without letting it start its own service. A policy file is what Debian's maintainer
 * scripts ask before they start one; where it exists already, the machine's owner has decided.
 */
const install = `
set -e
command -v redis-server && command -v redis-cli && exit 0
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod +x "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends redis-server redis-tools
`

/**
 * The path of `redis-server`. As root on Debian, installs it when it is missing; suites that start at the same time
 * wait for one another (`flock`, which the kernel lets go of when its holder dies).
 */
export async function redisBinary(): Promise<string> {
  const found = await findOnPath('redis-server')
  if (found !== null && (await findOnPath('redis-cli')) !== null) return found
  const debian = (await findOnPath('apt-get')) !== null && (await findOnPath('flock')) !== null
  if (!debian || process.getuid?.() !== 0) throw new Error(missing)
  await run('flock', [join(tmpdir(), 'sojourn-redis-install.lock'), 'sh', '-c', install]).catch((cause) => {
    throw new Error(missing, { cause }) // what apt-get said
  })
  const installed = await findOnPath('redis-server')
  if (installed === null) throw new Error(missing)
  return installed
}
