/** A person who has an account. */
export interface Account {
  /** 128 random bits; the `userId` of their sessions. */
  readonly id: string
  /** As it was typed, without what hides in it; the domain in lower case. */
  readonly email: string
  readonly name: string | null
  readonly roles: readonly string[]
  /** Whether the address was confirmed by a mailed code. */
  readonly verified: boolean
  readonly disabled: boolean
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number
  readonly passwordChangedAt: number
}
