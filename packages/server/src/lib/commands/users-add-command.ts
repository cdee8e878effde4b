import { randomBytes } from 'node:crypto'
import type { IdentityEvent } from '@sojourn/identity'
import type { Settings } from '../settings/settings.ts'
import { StartError } from '../start/start-error.ts'
import { type Command, type CommandCall, json } from './command.ts'
import { operator } from './confirm.ts'
import { plainText } from './plain-text.ts'
import { readRoles, warnOfRoles } from './read-roles.ts'
import { asJson } from './users-commands.ts'
import { withParts } from './with-parts.ts'

export const usersAddCommand: Command = {
  name: 'users add',
  shape: '<address>',
  takes: [1, 1],
  summary: 'make an account for somebody',
  details: `The password is asked for, or read from the input with --password-stdin: never from the command line, which
others on the machine can read. With --invite the person sets it by a mailed link.`,
  options: {
    '--name': { shape: '<name>', help: "the person's name" },
    '--roles': { shape: '<roles>', help: 'roles, separated by commas' },
    '--password-stdin': { shape: null, help: 'read the password from the first line of the input' },
    '--invite': { shape: null, help: 'mail a link with which the person sets the password' },
    '--json': json,
  },
  async run(call) {
    const settings = await call.settings()
    const invites = call.option('--invite') !== undefined
    if (invites && settings.mail.kind !== 'smtp') {
      throw new StartError('There is no mail server to send the invitation by. Give one in SOJOURN_MAIL.')
    }
    const roles = readRoles(call.option('--roles') ?? '')
    warnOfRoles(roles, Object.keys(settings.roles), call.terminal)
    const password = invites ? randomBytes(32).toString('base64url') : await readPassword(call)
    await addAccount(call, settings, { password, roles, invites })
    return 0
  },
}

interface NewPerson {
  readonly password: string
  readonly roles: readonly string[]
  readonly invites: boolean
}

async function addAccount(
  { words, option, terminal }: CommandCall,
  settings: Settings,
  { password, roles, invites }: NewPerson,
): Promise<void> {
  const failures: string[] = []
  const onAccount = (event: IdentityEvent): void => {
    if (event.type === 'mail/failed') failures.push(event.cause)
  }
  const account = await withParts(
    settings,
    async ({ identity }) => {
      const email = words[0] ?? ''
      const answer = await identity.create({ email, password, roles, name: option('--name') ?? null })
      if (answer.status === 'refused') throw new StartError(answer.detail)
      if (invites) await identity.requestReset(answer.account.email, operator)
      return answer.account
    },
    { make: true, onAccount },
  )
  if (failures.length > 0) {
    throw new StartError(`The account is made, but the invitation could not be handed over (${failures[0]}).
Try again with: sojourn users reset-mail ${plainText(account.email)}`)
  }
  if (option('--json') === undefined)
    terminal.out(`${plainText(account.email)} has an account: ${account.id}.`)
  else terminal.out(JSON.stringify(asJson(account), null, 2))
}

/** @throws StartError when nobody gives one */
async function readPassword({ option, terminal }: CommandCall): Promise<string> {
  if (option('--password-stdin') !== undefined) {
    const [first = ''] = (await terminal.input()).split(/\r?\n/)
    return first
  }
  const password = await terminal.ask('Password: ', { secret: true })
  if (password === null)
    throw new StartError('Nobody is there to type a password: add --password-stdin, or --invite.')
  const again = await terminal.ask('Once more: ', { secret: true })
  if (again !== password) throw new StartError('These are two different passwords. Nothing was changed.')
  return password
}
