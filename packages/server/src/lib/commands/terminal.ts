/** What a command says and hears. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv
  /** Where relative paths begin. */
  readonly folder: string
  /** A line of the answer. */
  out(line: string): void
  /** A line beside the answer: what went wrong, or a word to whoever watches. */
  err(line: string): void
  /**
   * What somebody types; null when nobody is there. With `secret` it is not shown. Commands ask before they change
   * anything.
   *
   * @throws StartError when it is broken off, with Ctrl+C or Ctrl+D
   */
  ask(question: string, options?: { readonly secret?: boolean }): Promise<string | null>
  /** Everything that is piped in. */
  input(): Promise<string>
}
