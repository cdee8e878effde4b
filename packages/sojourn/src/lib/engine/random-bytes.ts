import { randomFillSync } from 'node:crypto'

/** Draws `length` bytes from a cryptographically secure source. Injected so that tests can see what is asked for. */
export type RandomBytes = (length: number) => Uint8Array

/** Asking the generator takes nearly as long for a few bytes as for this many: two microseconds and more. */
const stockBytes = 1024
const stock = Buffer.alloc(stockBytes)
let taken = stockBytes

/** Node's generator. No byte is given out twice, or stays in the stock once it was given. */
export const systemRandomBytes: RandomBytes = (length) => {
  if (length > stockBytes) return randomFillSync(new Uint8Array(length))
  if (taken + length > stockBytes) {
    randomFillSync(stock)
    taken = 0
  }
  const bytes = new Uint8Array(length)
  bytes.set(stock.subarray(taken, taken + length))
  stock.fill(0, taken, taken + length)
  taken += length
  return bytes
}
