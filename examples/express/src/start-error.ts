/** The shop can't start. The message says why and how to mend it, and is all that is shown. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
