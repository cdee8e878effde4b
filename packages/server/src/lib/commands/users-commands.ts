import type { Account, IdentityEvent } from '@sojourn/identity'
import type { OpenParts } from '../start/open-parts.ts'
import { StartError } from '../start/start-error.ts'
import { type Command, type CommandCall, json, yes } from './command.ts'
import { confirm, operator } from './confirm.ts'
import { everyAccount, findAccount } from './find-account.ts'
import { plainText, table } from './plain-text.ts'
import { readRoles, warnOfRoles } from './read-roles.ts'
import { withParts } from './with-parts.ts'

const oneUser = { shape: '<address or id>', takes: [1, 1] } as const

const list: Command = {
  name: 'users list',
  summary: 'list the accounts',
  options: { '--json': json },
  async run(call) {
    const accounts = await withParts(await call.settings(), ({ identity }) => collect(everyAccount(identity)))
    if (call.option('--json') !== undefined) call.terminal.out(JSON.stringify(accounts.map(asJson), null, 2))
    else call.terminal.out(accounts.length === 0 ? 'There are no accounts yet.' : asTable(accounts))
    return 0
  },
}

const show: Command = {
  ...oneUser,
  name: 'users show',
  summary: 'show an account and how many sessions it has',
  options: { '--json': json },
  run: (call) =>
    withAccount(call, async (account, { sojourn }) => {
      const sessions = (await sojourn.list(account.id)).length
      if (call.option('--json') === undefined) call.terminal.out(asLines(account, sessions))
      else call.terminal.out(JSON.stringify({ ...asJson(account), sessions }, null, 2))
      return 0
    }),
}

const disable: Command = {
  ...oneUser,
  name: 'users disable',
  summary: 'refuse further sign-ins of an account and end its sessions',
  options: { '--json': json },
  run: (call) =>
    withAccount(call, async ({ id }, { identity }) =>
      tell(call, await identity.disable(id), 'is disabled, and signed out'),
    ),
}

const enable: Command = {
  ...oneUser,
  name: 'users enable',
  summary: 'take a disabling back, and forget wrong passwords',
  options: { '--json': json },
  run: (call) =>
    withAccount(call, async ({ id }, { identity }) => tell(call, await identity.enable(id), 'is enabled')),
}

const remove: Command = {
  ...oneUser,
  name: 'users remove',
  summary: 'end the sessions of an account and erase what is held about the person',
  options: { '--yes': yes, '--json': json },
  run: (call) =>
    withAccount(call, async (account, { identity }) => {
      if (!(await confirm(call, `This erases ${plainText(account.email)} for good.`))) return 1
      await identity.remove(account.id, operator)
      return tell(call, account, 'is erased')
    }),
}

const roles: Command = {
  name: 'users roles',
  shape: '<address or id> <roles>|none',
  takes: [2, 2],
  summary: 'set the roles of an account, separated by commas; a change ends its sessions',
  options: { '--json': json },
  run: (call) =>
    withAccount(call, async ({ id }, { identity }, known) => {
      const wanted = readRoles(call.words[1] === 'none' ? '' : (call.words[1] ?? ''))
      warnOfRoles(wanted, known, call.terminal)
      return tell(
        call,
        await identity.setRoles(id, wanted),
        `has ${wanted.length === 0 ? 'no roles' : wanted.join(', ')}`,
      )
    }),
}

const exportAll: Command = {
  ...oneUser,
  name: 'users export',
  summary: 'write everything that is held about a person as JSON (GDPR art. 15)',
  options: { '--json': json },
  run: (call) =>
    withAccount(call, async ({ id }, { identity }) => {
      call.terminal.out(JSON.stringify(await identity.export(id, operator), null, 2))
      return 0
    }),
}

const resetMail: Command = {
  ...oneUser,
  name: 'users reset-mail',
  summary: 'mail an account a link with which it sets a new password',
  options: { '--json': json },
  async run(call) {
    const settings = await call.settings()
    if (settings.mail.kind !== 'smtp') {
      const why =
        settings.mail.kind === 'outbox'
          ? 'only the running server has the outbox: use its /forgot page'
          : 'no mail is sent'
      throw new StartError(`There is no mail server to hand it to (${why}). Give one in SOJOURN_MAIL.`)
    }
    const failures: string[] = []
    const onAccount = (event: IdentityEvent): void => {
      if (event.type === 'mail/failed') failures.push(event.cause)
    }
    const account = await withParts(
      settings,
      async ({ identity }) => {
        const found = await findAccount(identity, call.words[0] ?? '')
        const answer = await identity.requestReset(found.email, operator)
        if (answer.status === 'refused') throw new StartError(answer.detail)
        return found
      },
      { onAccount },
    )
    if (failures.length > 0) {
      throw new StartError(
        `The mail could not be handed over (${failures[0]}). \`sojourn doctor\` tells more.`,
      )
    }
    return tell(call, account, 'was mailed a link')
  },
}

export const accountCommands: readonly Command[] = [
  list,
  show,
  disable,
  enable,
  remove,
  roles,
  exportAll,
  resetMail,
]

async function collect(accounts: AsyncIterable<Account>): Promise<readonly Account[]> {
  const all: Account[] = []
  for await (const account of accounts) all.push(account)
  return all
}

async function withAccount(
  call: CommandCall,
  work: (account: Account, parts: OpenParts, roles: readonly string[]) => Promise<number>,
): Promise<number> {
  const settings = await call.settings()
  return withParts(settings, async (parts) => {
    const account = await findAccount(parts.identity, call.words[0] ?? '')
    return work(account, parts, Object.keys(settings.roles))
  })
}

/** Says what became of an account. */
function tell({ option, terminal }: CommandCall, account: Account | null, what: string): number {
  if (account === null) throw new StartError('The account is gone: somebody removed it just now.')
  terminal.out(
    option('--json') === undefined
      ? `${plainText(account.email)} ${what}.`
      : JSON.stringify(asJson(account), null, 2),
  )
  return 0
}

export function asJson(account: Account): object {
  return {
    ...account,
    createdAt: new Date(account.createdAt).toISOString(),
    passwordChangedAt: new Date(account.passwordChangedAt).toISOString(),
  }
}

function asTable(accounts: readonly Account[]): string {
  return table(
    ['Id', 'Address', 'Name', 'Roles', 'State', 'Since'],
    accounts.map((account) => [
      account.id,
      account.email,
      account.name ?? '',
      account.roles.join(','),
      stateOf(account),
      new Date(account.createdAt).toISOString().slice(0, 10),
    ]),
  )
}

function asLines(account: Account, sessions: number): string {
  const lines: Readonly<Record<string, string>> = {
    Id: account.id,
    Address: account.email,
    Name: account.name ?? '',
    Roles: account.roles.join(', ') || 'none',
    State: stateOf(account),
    Since: new Date(account.createdAt).toISOString(),
    Password: `of ${new Date(account.passwordChangedAt).toISOString()}`,
    Sessions: String(sessions),
  }
  return Object.entries(lines)
    .map(([name, value]) => `${name.padEnd(9)}${plainText(value)}`)
    .join('\n')
}

function stateOf({ disabled, verified }: Account): string {
  return disabled ? 'disabled' : verified ? 'verified' : 'unverified'
}
