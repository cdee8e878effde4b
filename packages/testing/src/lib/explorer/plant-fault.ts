import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A change of one place in the sources that must make a property fail. */
export interface SourceFault {
  readonly name: string
  /** The file, as a path in the copied folder. */
  readonly file: string
  /** What stands there now: exactly once in the file, so that a fault cannot rot away unnoticed. */
  readonly find: string
  readonly replace: string
}

export interface PlantedFault extends AsyncDisposable {
  /** Imports a module of the copy. The caller knows its type. */
  load(file: string): Promise<unknown>
}

/**
 * Copies the sources of a folder, without their tests, to a temporary place and plants the fault there. The copy is
 * removed when the result is disposed of.
 *
 * @param folder the folder that is copied, so that relative imports in it go on working
 * @throws `Error` when the file does not hold the snippet exactly once
 * @example
 * const fault = { name: 'no lease', file: 'lease.ts', find: 'if (!valid) return null', replace: '' }
 * await using planted = await plantFault(import.meta.dirname, fault)
 * const rules = await planted.load('lease.ts')
 */
export async function plantFault(
  folder: string,
  { name, file, find, replace }: SourceFault,
): Promise<PlantedFault> {
  const copy = await mkdtemp(join(tmpdir(), 'sojourn-fault-'))
  const remove = (): Promise<void> => rm(copy, { recursive: true, force: true })
  try {
    await cp(folder, copy, { recursive: true, filter: (source) => !/\.test(-\w+)?\./.test(source) })
    const path = join(copy, file)
    const source = await readFile(path, 'utf8')
    const found = source.split(find).length - 1
    if (found !== 1) throw new Error(`fault "${name}": ${file} has the snippet ${found} times, not once`)
    await writeFile(
      path,
      source.replace(find, () => replace),
    )
  } catch (error) {
    await remove()
    throw error
  }
  return {
    load: (module) => import(/* @vite-ignore */ pathToFileURL(join(copy, module)).href),
    [Symbol.asyncDispose]: remove,
  }
}
