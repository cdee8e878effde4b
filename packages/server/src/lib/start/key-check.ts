import { hkdfSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { codeOf, type DataFolder, statOf } from './data-folder.ts'
import { StartError } from './start-error.ts'
import { writePrivately } from './write-privately.ts'

/** The name of a key: 16 hexadecimal digits that tell nothing about it. */
export function keyIdOf(key: string): string {
  return Buffer.from(
    hkdfSync('sha256', Buffer.from(key, 'base64url'), '', 'sojourn server v1 key id', 8),
  ).toString('hex')
}

const keyCheck = z.strictObject({ signs: z.string().regex(/^[0-9a-f]{16}$/) })

/**
 * Looks whether the key that signed last is among those given; changes nothing.
 *
 * @param where the keys came from, for the message: `SOJOURN_KEYS (environment)` or the path of the key file
 * @param keys null when there are none yet, so that one would be made
 * @throws StartError
 */
export function inspectKeyCheck(files: DataFolder, keys: readonly string[] | null, where: string): void {
  // Without sessions and accounts, no key is a wrong one.
  if (!statOf(files.keyCheck) || (!statOf(files.sessions) && !statOf(files.accounts))) return
  const signed = readKeyCheck(files.keyCheck)
  if (keys?.some((key) => keyIdOf(key) === signed)) return
  const wrong =
    keys === null
      ? `The keys are missing: there is no ${files.keys}, and sessions were issued under key ${signed}.
Restore the file from a backup, or give the key in SOJOURN_KEYS.`
      : `The keys of ${where} are not those that sessions were issued under: key ${signed} is missing.
Give that key as well, behind the new one: then nobody is signed out.`
  throw new StartError(`${wrong}
If it is lost, or has to go, remove ${files.keyCheck}: everybody is signed out then, and mailed codes are void.`)
}

/** Keeps which key signs now. */
export function writeKeyCheck(files: DataFolder, signingKey: string): void {
  const text = `${JSON.stringify({ signs: keyIdOf(signingKey) })}\n`
  if (statOf(files.keyCheck) && readFileSync(files.keyCheck, 'utf8') === text) return
  writePrivately(files.keyCheck, text)
}

function readKeyCheck(path: string): string {
  try {
    return keyCheck.parse(JSON.parse(readFileSync(path, 'utf8'))).signs
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? codeOf(error) : 'it is damaged'
    throw new StartError(`The key check ${path} cannot be read (${why}).
Make it readable for this user, or remove it when you are certain that the keys are the right ones.`)
  }
}
