/** The name that was probably meant, or null when none is near. */
export function nearMiss(given: string, names: Iterable<string>): string | null {
  let best: string | null = null
  let least = Math.max(1, Math.floor(given.length / 3)) + 1
  for (const name of names) {
    const away = distance(given, name, least)
    if (away < least) [best, least] = [name, away]
  }
  return best
}

/** How many letters have to be put in, left out, changed or swapped with their neighbour; `most` when it is more. */
function distance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) >= most || from.length > 100) return most
  let twoBack: readonly number[] = []
  let back: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const line = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const at = (cells: readonly number[], index: number): number => cells[index] ?? Infinity
      let least = Math.min(
        at(back, column - 1) + (same ? 0 : 1),
        at(back, column) + 1,
        at(line, column - 1) + 1,
      )
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (row > 1 && column > 1 && swapped) least = Math.min(least, at(twoBack, column - 2) + 1)
      line.push(least)
    }
    twoBack = back
    back = line
  }
  return back[to.length] ?? most
}
