import { readFileSync } from 'node:fs'
import { generateKey } from 'sojourn'
import { z } from 'zod'
import { codeOf, type DataFolder, isOpenToOthers, statOf } from './data-folder.ts'
import { withFileLock } from './file-lock.ts'
import { keyIdOf } from './key-check.ts'
import { StartError } from './start-error.ts'
import { createPrivately, writePrivately } from './write-privately.ts'

/**
 * What a key does: the one that `signs`, the `next` one that signs from the next start on, a `staged` one that
 * processes get to know first, which is `known` when one has started since, and `old` ones that only verify.
 */
export type KeyState = 'signs' | 'next' | 'staged' | 'known' | 'old'

export interface KeptKey {
  readonly id: string
  readonly state: KeyState
  /** Since when it is in that state. RFC 3339, UTC. */
  readonly since: string
  readonly key: string
}

const keyFile = z.strictObject({
  version: z.literal(1),
  keys: z
    .array(
      z.strictObject({
        id: z.string(),
        state: z.enum(['signs', 'next', 'staged', 'known', 'old']),
        since: z.iso.datetime(),
        key: z.string().regex(/^[A-Za-z0-9_-]{43,}$/),
      }),
    )
    .min(1)
    .refine((keys) => keys.filter(({ state }) => state === 'signs').length === 1)
    .refine((keys) => keys.every(({ id, key }) => keyIdOf(key) === id)),
})

/** As long as any session, code or device mark that was issued under a key can live. */
const oldKeysKeptMs = 400 * 86_400_000

/**
 * The keys that are kept in the data folder, the one that signs first; null when none were made yet.
 *
 * @throws StartError when they can't be read, or when others may read them too
 */
export function readKeyFile(files: DataFolder): readonly KeptKey[] | null {
  if (!statOf(files.keys)) return null
  if (isOpenToOthers(files.keys)) {
    throw new StartError(`Others on this machine may read the keys in ${files.keys}.
Take that away with: chmod 600 ${files.keys}
If somebody may have read them: sojourn keys rotate, and remove the old key when nobody needs it any more.`)
  }
  try {
    return inOrder(keyFile.parse(JSON.parse(readFileSync(files.keys, 'utf8'))).keys)
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? codeOf(error) : 'it is damaged'
    throw new StartError(`The keys in ${files.keys} cannot be read (${why}).
Make the file readable for this user, restore it from a backup, or give keys in SOJOURN_KEYS.`)
  }
}

/** Makes the first key, unless another process was quicker. */
export function makeKeyFile(files: DataFolder, now: number): readonly KeptKey[] {
  createPrivately(files.keys, fileText([newKey('signs', now)]))
  return readKeyFile(files) ?? []
}

/**
 * Has the key sign that was to do so from the next start on, and notes that a staged one is known. For a process that
 * serves.
 */
export async function promoteNextKey(files: DataFolder, now: number): Promise<readonly KeptKey[]> {
  const isWaiting = ({ state }: KeptKey): boolean => state === 'next' || state === 'staged'
  const before = readKeyFile(files) ?? []
  if (!before.some(isWaiting)) return before // most starts: nothing is written, and no lock is taken
  return change(files, (keys) => {
    if (!keys.some(isWaiting)) return keys
    const since = new Date(now).toISOString()
    const isReplaced = keys.some(({ state }) => state === 'next')
    return keys.map((kept) => {
      if (kept.state === 'staged') return { ...kept, state: 'known', since }
      if (kept.state === 'next') return { ...kept, state: 'signs', since }
      return kept.state === 'signs' && isReplaced ? { ...kept, state: 'old', since } : kept
    })
  })
}

/**
 * Makes a key that signs from the next start on, or has the staged one do so. With `stage`, makes one that signs only
 * after a further rotation. Keys that nothing can need any more are removed.
 */
export async function rotateKeys(
  files: DataFolder,
  { now, stage }: { readonly now: number; readonly stage: boolean },
): Promise<readonly KeptKey[]> {
  return change(files, (keys) => {
    const needed = keys.filter(
      ({ state, since }) => state !== 'old' || now - Date.parse(since) < oldKeysKeptMs,
    )
    if (stage) return [...needed, newKey('staged', now)]
    if (needed.some(({ state }) => state === 'next')) return needed
    const staged = needed.find(({ state }) => state === 'staged' || state === 'known')
    if (staged === undefined) return [...needed, newKey('next', now)]
    const next: KeptKey = { ...staged, state: 'next', since: new Date(now).toISOString() }
    return needed.map((kept) => (kept === staged ? next : kept))
  })
}

/** Removes a key that does not sign. */
export async function removeKey(files: DataFolder, id: string): Promise<readonly KeptKey[]> {
  return change(files, (keys) => keys.filter((kept) => kept.id !== id || kept.state === 'signs'))
}

async function change(
  files: DataFolder,
  decide: (keys: readonly KeptKey[]) => readonly KeptKey[],
): Promise<readonly KeptKey[]> {
  return withFileLock(`${files.keys}.lock`, () => {
    const keys = readKeyFile(files) ?? []
    const next = decide(keys)
    if (next !== keys) writePrivately(files.keys, fileText(next))
    return inOrder(next)
  })
}

function newKey(state: KeyState, now: number): KeptKey {
  const key = generateKey()
  return { id: keyIdOf(key), state, since: new Date(now).toISOString(), key }
}

function inOrder(keys: readonly KeptKey[]): readonly KeptKey[] {
  const order: readonly KeyState[] = ['signs', 'next', 'staged', 'known', 'old']
  return keys.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
}

function fileText(keys: readonly KeptKey[]): string {
  return `${JSON.stringify({ version: 1, keys }, null, 2)}\n`
}
