/** What argon2id needs at least: so many passes with so much memory, in KiB (OWASP Password Storage). */
export const leastWork: readonly (readonly [memoryKiB: number, passes: number])[] = [
  [47_104, 1],
  [19_456, 2],
  [12_288, 3],
  [9216, 4],
  [7168, 5],
]

/** The fewest passes that argon2id needs with so much memory, in KiB; null when it is too little for any number. */
export function fewestPasses(memoryKiB: number): number | null {
  return leastWork.find(([memory]) => memoryKiB >= memory)?.[1] ?? null
}
