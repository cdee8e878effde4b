/** What keeps the command from its work and can be mended. The message says how, and is all that is shown. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
