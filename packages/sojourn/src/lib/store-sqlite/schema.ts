/** Marks a database as one of Sojourn's session stores: "SJRN". */
export const applicationId = 0x534a524e

/**
 * How the schema came to be, one step a version: `PRAGMA user_version` counts the steps that a database has had. A
 * published step never changes; a new one is added.
 *
 * `sessions` is a table with row ids because records are too long for the leaves of a tree without: measured, twice the
 * writes a second. A tombstone is a session with a reason and without bytes. Nothing forgets a row of `users`: an epoch
 * that begins anew could be that of a sign-in under way.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE sessions (
     id TEXT NOT NULL PRIMARY KEY,
     user_id TEXT,
     version INTEGER NOT NULL,
     last_seen_at INTEGER NOT NULL,
     keep_until INTEGER NOT NULL,
     ended_reason TEXT,
     ended_at INTEGER,
     bytes BLOB,
     CHECK ((ended_reason IS NULL) = (bytes IS NOT NULL)),
     CHECK ((ended_reason IS NULL) = (ended_at IS NULL))
   ) STRICT;
   CREATE INDEX live_sessions_by_user ON sessions (user_id) WHERE user_id IS NOT NULL AND ended_reason IS NULL;
   CREATE INDEX sessions_by_keep_until ON sessions (keep_until);
   CREATE TABLE users (
     user_id TEXT NOT NULL PRIMARY KEY,
     epoch INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE changes (
     seq INTEGER PRIMARY KEY,
     id TEXT NOT NULL,
     version INTEGER,
     reason TEXT,
     CHECK ((version IS NULL) = (reason IS NOT NULL))
   ) STRICT;`,
]
