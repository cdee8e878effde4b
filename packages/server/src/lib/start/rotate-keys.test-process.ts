// Rotates the keys of a data folder again and again, and prints the id of each key that it saw.
import { dataFolder } from './data-folder.ts'
import { promoteNextKey, rotateKeys } from './key-file.ts'

async function main(folder: string): Promise<void> {
  const files = dataFolder(folder)
  for (let round = 0; round < 30; round++) {
    const now = Date.now()
    const keys =
      round % 3 === 2
        ? await promoteNextKey(files, now)
        : await rotateKeys(files, { now, stage: round % 3 === 0 })
    for (const { id } of keys) console.log(id)
  }
}

void main(process.argv[2] ?? '')
