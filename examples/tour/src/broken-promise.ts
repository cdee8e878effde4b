/** A step of the tour is not as it was told. */
export class BrokenPromise extends Error {
  constructor(promise: string) {
    super(promise)
    this.name = 'BrokenPromise'
  }
}
