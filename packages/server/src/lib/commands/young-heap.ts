import { setFlagsFromString } from 'node:v8'

/**
 * Loading a program makes much garbage at once, and V8 answers by growing the young part of its heap to 32 MB, which it
 * then keeps: measured, 10 MB of a server at rest. It is held small until the program is loaded.
 */
export function holdYoungHeap(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** Lets it grow again with the work, as V8 does by itself. */
export function releaseYoungHeap(): void {
  setFlagsFromString('--semi-space-growth-factor=2')
}
