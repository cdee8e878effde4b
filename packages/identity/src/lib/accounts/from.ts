/** Where a call comes from. */
export interface From {
  /** A prefix of the address, such as `203.0.113.0/24`; never the whole of it. Null when it is not known. */
  readonly network: string | null
  readonly userAgent: string | null
  /**
   * The secret mark that the device presented: the `device` of an earlier answer. Null when it has none. Guess limits
   * treat a device better that signed in to the account before.
   */
  readonly device: string | null
  /**
   * The id of the caller's own session, when who calls is signed in to the account that the call is about. `reauthenticate`
   * and `changePassword` treat it like a known device, whatever mark there is; `requestEmailChange` refuses it once it has
   * ended.
   */
  readonly session?: string | null
}

/** What a caller is about to ask for, as far as its network has a budget for it. */
export type Errand = 'authenticate' | 'register' | 'requestReset'
