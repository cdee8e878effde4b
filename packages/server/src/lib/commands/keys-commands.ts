import { generateKey } from 'sojourn'
import type { Settings } from '../settings/settings.ts'
import { dataFolder } from '../start/data-folder.ts'
import { inspect } from '../start/inspect.ts'
import { keyIdOf } from '../start/key-check.ts'
import { type KeptKey, readKeyFile, removeKey, rotateKeys } from '../start/key-file.ts'
import { StartError } from '../start/start-error.ts'
import { type Command, type CommandCall, json, yes } from './command.ts'
import { confirm } from './confirm.ts'
import { table } from './plain-text.ts'

const meaning: Readonly<Record<KeptKey['state'], string>> = {
  signs: 'signs',
  next: 'signs from the next start of the server on',
  staged: 'is known from the next start on, and signs after a further rotation',
  known: 'is known to servers that have started since, and signs after a further rotation',
  old: 'only verifies',
}

const list: Command = {
  name: 'keys list',
  summary: 'list the keys by their ids; never the keys themselves',
  options: { '--json': json },
  async run(call) {
    const settings = await call.settings()
    if (settings.keys === null) return tellKeys(call, requireKeys(settings))
    const rows = settings.keys.map(
      (key, index) => ({ id: keyIdOf(key), state: index === 0 ? 'signs' : 'old' }) as const,
    )
    return tellKeys(call, rows)
  },
}

const rotate: Command = {
  name: 'keys rotate',
  summary: 'make a new key, which signs from the next start of the server on',
  details: `Nobody is signed out: the keys before it go on verifying, for 400 days. A running server does not know the new
key until it is started again, and no key signs before it is known. When several servers share the folder, make it with
--stage first, start each of them again, then rotate, and start each of them again.`,
  options: {
    '--stage': { shape: null, help: 'make a key that is known first, and signs after a further rotation' },
    '--json': json,
  },
  async run(call) {
    const settings = await call.settings()
    if (settings.keys !== null) throw new StartError(ownKeys)
    requireKeys(settings)
    const stage = call.option('--stage') !== undefined
    const keys = await rotateKeys(dataFolder(settings.dataFolder), { now: Date.now(), stage })
    tellKeys(call, keys)
    if (call.option('--json') === undefined) {
      call.terminal.err(`Start the server again: the key ${stage ? 'is known' : 'signs'} from then on.`)
    }
    return 0
  },
}

const remove: Command = {
  name: 'keys remove',
  shape: '<id>',
  takes: [1, 1],
  summary: 'remove an old key, for instance one that leaked',
  details:
    'Sessions, codes and device marks that were issued under it end with the next start of the server.',
  options: { '--yes': yes, '--json': json },
  async run(call) {
    const settings = await call.settings()
    if (settings.keys !== null) throw new StartError(ownKeys)
    const id = call.words[0] ?? ''
    const found = requireKeys(settings).find((kept) => kept.id === id)
    if (found === undefined)
      throw new StartError('There is no key of that id: `sojourn keys list` shows them.')
    if (found.state === 'signs')
      throw new StartError('That key signs. First: sojourn keys rotate, and start the server again.')
    if (!(await confirm(call, 'This signs out whoever holds nothing newer.'))) return 1
    tellKeys(call, await removeKey(dataFolder(settings.dataFolder), id))
    if (call.option('--json') === undefined) {
      call.terminal.err('Start the server again: until then it takes what was issued under the key.')
    }
    return 0
  },
}

const generate: Command = {
  name: 'keys generate',
  summary: 'print a new key for SOJOURN_KEYS',
  details:
    'To change keys without signing anybody out: add the new key behind the old one, start every server again, move it to the front, and start them again.',
  readsNoSettings: true,
  async run({ terminal }) {
    terminal.out(generateKey())
    return 0
  },
}

export const keysCommands: readonly Command[] = [list, rotate, remove, generate]

const ownKeys = `The keys come from SOJOURN_KEYS or the config file, so they are changed there. Add the new key
(\`sojourn keys generate\`) behind the old one and start every server again; then move it to the front and start them
again. Remove the old key when nobody needs it any more, at the latest after 400 days.`

/** @throws StartError when there are none */
function requireKeys(settings: Settings): readonly KeptKey[] {
  const files = dataFolder(settings.dataFolder)
  inspect(settings, files, Date.now())
  const keys = readKeyFile(files)
  if (keys !== null) return keys
  throw new StartError(`There are no keys in ${files.path} yet: the first start of the server makes one.`)
}

type Told = Pick<KeptKey, 'id' | 'state'> & Partial<Pick<KeptKey, 'since'>>

function tellKeys({ option, terminal }: CommandCall, keys: readonly Told[]): number {
  const rows = keys.map(({ id, state, since }) => ({ id, state, ...(since !== undefined && { since }) }))
  if (option('--json') !== undefined) terminal.out(JSON.stringify(rows, null, 2))
  else
    terminal.out(
      table(
        ['Key', 'Since', 'It'],
        rows.map(({ id, state, since = '' }) => [id, since, meaning[state]]),
      ),
    )
  return 0
}
