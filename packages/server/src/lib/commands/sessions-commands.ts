import type { Account, Identity } from '@sojourn/identity'
import { isSessionId, type SignedInSession, type Sojourn } from 'sojourn'
import type { OpenParts } from '../start/open-parts.ts'
import { StartError } from '../start/start-error.ts'
import { type Command, type CommandCall, json, yes } from './command.ts'
import { confirm, operator } from './confirm.ts'
import { endEveryone } from './end-everyone.ts'
import { everyAccount, findAccount } from './find-account.ts'
import { table } from './plain-text.ts'
import { withParts } from './with-parts.ts'

const user = { shape: '<address or id>', help: 'the account whose sessions are meant' }

const list: Command = {
  name: 'sessions list',
  summary: 'list the sessions that are alive',
  options: { '--user': user, '--json': json },
  async run(call) {
    const rows = await withParts(await call.settings(), async ({ sojourn, identity }) => {
      const found: Listed[] = []
      for await (const account of chosen(call, identity)) {
        for (const session of await sojourn.list(account.id)) found.push({ account, session })
      }
      return found
    })
    if (call.option('--json') !== undefined) call.terminal.out(JSON.stringify(rows.map(asJson), null, 2))
    else call.terminal.out(rows.length === 0 ? 'Nobody is signed in.' : asTable(rows))
    return 0
  },
}

const end: Command = {
  name: 'sessions end',
  summary: 'end one session, those of a person, or all',
  details: `A running server refuses what belongs to an ended session within milliseconds. A change of address that its person
asked for and has not confirmed is void, too. --everyone looks again until nobody is signed in, ten times at most: who
registers or signs in meanwhile is signed out too.`,
  options: {
    '--id': { shape: '<handle>', help: 'the session with this handle' },
    '--user': user,
    '--everyone': { shape: null, help: 'every session of every account' },
    '--yes': yes,
    '--json': json,
  },
  async run(call) {
    const given = (['--id', '--user', '--everyone'] as const).filter(
      (flag) => call.option(flag) !== undefined,
    )
    if (given.length !== 1) throw new StartError('Say which sessions: one of --id, --user and --everyone.')
    const settings = await call.settings()
    if (given[0] === '--everyone' && !(await confirm(call, 'This signs everybody out.'))) return 1
    const { ended, isNobodyLeft = true } = await withParts(settings, (parts) => endChosen(call, parts))
    if (call.option('--json') !== undefined) call.terminal.out(JSON.stringify({ ended }))
    else call.terminal.out(ended === 1 ? '1 session ended.' : `${ended} sessions ended.`)
    if (!isNobodyLeft) call.terminal.err(`People sign in as fast as they are signed out. ${stopFirst}`)
    return (call.option('--id') !== undefined && ended === 0) || !isNobodyLeft ? 1 : 0
  },
}

const stopFirst = 'To have nobody left, stop the server, and say it again before you start it.'

export const sessionsCommands: readonly Command[] = [list, end]

interface Listed {
  readonly account: Account
  readonly session: SignedInSession
}

async function* chosen({ option }: CommandCall, identity: Identity): AsyncGenerator<Account> {
  const text = option('--user')
  if (text === undefined) yield* everyAccount(identity)
  else yield await findAccount(identity, text)
}

interface Ended {
  readonly ended: number
  readonly isNobodyLeft?: boolean
}

async function endChosen({ option }: CommandCall, parts: OpenParts): Promise<Ended> {
  const { sojourn, identity } = parts
  const [id, user] = [option('--id'), option('--user')]
  if (id !== undefined) return { ended: await endOne(sojourn, identity, id) }
  if (user === undefined) return endEveryone(parts)
  const account = await findAccount(identity, user)
  const ended = await sojourn.endUser(account.id, { reason: 'revoked-all' })
  if (ended > 0) await identity.note(account.id, 'sessions-ended', operator)
  return { ended }
}

async function endOne(sojourn: Sojourn, identity: Identity, id: string): Promise<number> {
  if (!isSessionId(id)) {
    throw new StartError('That is no handle of a session: `sojourn sessions list` shows them.')
  }
  let userId: string | null = null
  const stop = sojourn.on('session/ended', (event) => {
    userId = event.userId
  })
  const ended = await sojourn.end(id, { reason: 'revoked' })
  stop()
  if (ended && userId !== null) {
    await identity.cancelEmailChange(userId)
    await identity.note(userId, 'session-ended', operator)
  }
  return ended ? 1 : 0
}

function asJson({ account, session }: Listed): object {
  const { id, client, auth, roles, createdAt, lastSeenAt, expiresAt } = session
  return {
    id,
    user: { id: account.id, email: account.email },
    client,
    methods: auth.methods,
    level: auth.level,
    roles,
    authenticatedAt: new Date(auth.at).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
    lastSeenAt: new Date(lastSeenAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
  }
}

function asTable(rows: readonly Listed[]): string {
  return table(
    ['Handle', 'User', 'Kind', 'Device', 'Network', 'Last seen', 'Ends'],
    rows.map(({ account, session: { id, client, lastSeenAt, expiresAt } }) => [
      id,
      account.email,
      client.kind,
      client.name ?? client.userAgent?.slice(0, 30) ?? '',
      client.network ?? '',
      minuteOf(lastSeenAt),
      minuteOf(expiresAt),
    ]),
  )
}

function minuteOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}
