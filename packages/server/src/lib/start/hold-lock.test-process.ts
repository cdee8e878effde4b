// Adds one to the number in a file, again and again, reading and writing it under a lock. It ends by its own hand in one
// of `killedIn` times while it holds the lock, before it has written.
import { readFileSync, writeFileSync } from 'node:fs'
import { withFileLock } from './file-lock.ts'

async function main(path: string, rounds: number, killedIn: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await withFileLock(`${path}.lock`, () => {
      const count = Number(readFileSync(path, 'utf8'))
      if (killedIn > 0 && Math.random() * killedIn < 1) process.kill(process.pid, 'SIGKILL')
      writeFileSync(path, String(count + 1))
    })
    process.stdout.write('.')
  }
}

const [path = '', rounds, killedIn] = process.argv.slice(2)
void main(path, Number(rounds), Number(killedIn))
