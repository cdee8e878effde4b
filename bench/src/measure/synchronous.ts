import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * Prepares `count` operations, which is not timed, and answers the function that does them, which is. That one returns
 * anything that depends on them, so that none is optimised away.
 */
export type Batch = (count: number) => () => number

/** Operations that are timed together: long beside the timer's resolution; what is prepared fits a processor's cache. */
const batchSize = 500
const batchesPerRound = 60
const warmUpBatches = 30

/**
 * Times functions against each other in interleaved batches (A B C A B C …), so that what disturbs one disturbs all.
 * The answer has, for each function, nanoseconds an operation for each round.
 */
export async function timeInterleaved<Name extends string>(
  batches: Readonly<Record<Name, Batch>>,
  rounds: number,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(batches) as Name[] // its own keys
  const timeAll = async (count: number): Promise<Record<Name, number>> => {
    const elapsed = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number> // one for each
    for (let batch = 0; batch < count; batch++) {
      for (const name of names) elapsed[name] += time(batches[name])
      await nextTurn() // timers, such as the lease's, have their turn
    }
    return elapsed
  }
  await timeAll(warmUpBatches)
  const nanoseconds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  > // likewise
  for (let round = 0; round < rounds; round++) {
    const elapsed = await timeAll(batchesPerRound)
    for (const name of names) nanoseconds[name].push((elapsed[name] * 1e6) / (batchSize * batchesPerRound))
  }
  return nanoseconds
}

let sink = 0

function time(batch: Batch): number {
  const run = batch(batchSize)
  const start = performance.now()
  sink += run()
  const ms = performance.now() - start
  if (Number.isNaN(sink)) throw new TypeError('a batch answered no number')
  return ms
}
