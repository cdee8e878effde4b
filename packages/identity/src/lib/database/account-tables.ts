/** The tables as queries see them. Times are milliseconds since the epoch; flags are 0 or 1. */
export interface AccountTables {
  readonly accounts: AccountRow
  readonly registrations: RegistrationRow
  readonly devices: DeviceRow
  readonly guesses: GuessRow
  readonly codes: CodeRow
  readonly activity: ActivityRow
}

export interface AccountRow {
  id: string
  email: string
  /** What makes two addresses the same. */
  email_key: string
  name: string | null
  password_hash: string
  /** A JSON array. */
  roles: string
  verified: number
  /** 0, 1, or 2 while the account is being removed. */
  disabled: number
  /** While sessions are still to be ended, since when; otherwise 0. Another one for each change that ends them. */
  ending: number
  created_at: number
  /** Another one for each password: what was checked against one is worth nothing after the next. */
  password_changed_at: number
}

/**
 * One attempt to register, with a password and a code of its own. It becomes an account when whoever reads the mail also
 * knows the password; no other attempt changes it.
 */
export interface RegistrationRow {
  /** Of the account to be. */
  id: string
  /** Of the mailed code. */
  digest: string
  email: string
  email_key: string
  name: string | null
  password_hash: string
  /** Passwords that were tried with the code. */
  tried: number
  created_at: number
  expires_at: number
}

/** A device that signed in to an account before. */
export interface DeviceRow {
  account_id: string
  /** Of its mark. */
  digest: string
  first_seen_at: number
  last_seen_at: number
  network: string | null
  user_agent: string | null
  failures: number
  rest_until: number
  /** What the person calls it. */
  name: string | null
  /** Of the session that it began last: a session is named, and means its device. */
  session_id: string | null
}

/** Wrong passwords of devices that are not known, for an address, whether it has an account or not. */
export interface GuessRow {
  subject: string
  failures: number
  rest_until: number
  last_at: number
}

/** A mailed code: one for each account and purpose. */
export interface CodeRow {
  account_id: string
  purpose: string
  digest: string
  email: string
  email_key: string
  expires_at: number
  /** The person's epoch when a change of address was asked for: it is void in a later one. Null for what outlives it. */
  epoch: number | null
}

export interface ActivityRow {
  account_id: string
  /** Sorts by time, and tells events of one moment apart. */
  id: string
  at: number
  kind: string
  network: string | null
  user_agent: string | null
}
