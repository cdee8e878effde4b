/**
 * How the tables came to be, one step a version. A published step never changes; a new one is added. SQLite and
 * PostgreSQL take each as it stands (`accounts-on-postgres.integration.test.ts`): flags are 0 or 1, times and counters are `bigint`, lists are JSON in `text`.
 *
 * `codes` does not refer to `accounts`: an address without an account leaves a row as well, so that it takes as long.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE accounts (
     id text NOT NULL PRIMARY KEY,
     email text NOT NULL,
     email_key text NOT NULL UNIQUE,
     name text,
     password_hash text NOT NULL,
     roles text NOT NULL,
     verified integer NOT NULL,
     pending integer NOT NULL,
     disabled integer NOT NULL,
     ending bigint NOT NULL,
     created_at bigint NOT NULL,
     password_changed_at bigint NOT NULL
   );
   CREATE INDEX accounts_to_finish ON accounts (id) WHERE ending > 0 OR disabled > 1;
   CREATE INDEX accounts_pending ON accounts (password_changed_at) WHERE pending > 0;
   CREATE TABLE devices (
     account_id text NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
     digest text NOT NULL,
     first_seen_at bigint NOT NULL,
     last_seen_at bigint NOT NULL,
     network text,
     user_agent text,
     failures integer NOT NULL,
     rest_until bigint NOT NULL,
     PRIMARY KEY (account_id, digest)
   );
   CREATE INDEX devices_by_digest ON devices (digest);
   CREATE TABLE guesses (
     subject text NOT NULL PRIMARY KEY,
     failures integer NOT NULL,
     rest_until bigint NOT NULL,
     last_at bigint NOT NULL
   );
   CREATE INDEX guesses_by_last_at ON guesses (last_at);
   CREATE TABLE codes (
     account_id text NOT NULL,
     purpose text NOT NULL,
     digest text NOT NULL UNIQUE,
     email text NOT NULL,
     email_key text NOT NULL,
     expires_at bigint NOT NULL,
     PRIMARY KEY (account_id, purpose)
   );
   CREATE INDEX codes_by_expires_at ON codes (expires_at);
   CREATE TABLE activity (
     account_id text NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
     id text NOT NULL,
     at bigint NOT NULL,
     kind text NOT NULL,
     network text,
     user_agent text,
     PRIMARY KEY (account_id, id)
   );
   CREATE INDEX activity_by_at ON activity (at);`,
  `DELETE FROM codes WHERE purpose = 'verify' OR account_id IN (SELECT id FROM accounts WHERE pending > 0);
   DELETE FROM activity WHERE account_id IN (SELECT id FROM accounts WHERE pending > 0);
   DELETE FROM accounts WHERE pending > 0;
   DROP INDEX accounts_pending;
   ALTER TABLE accounts DROP COLUMN pending;
   CREATE TABLE registrations (
     id text NOT NULL PRIMARY KEY,
     digest text NOT NULL UNIQUE,
     email text NOT NULL,
     email_key text NOT NULL,
     name text,
     password_hash text NOT NULL,
     tried integer NOT NULL,
     created_at bigint NOT NULL,
     expires_at bigint NOT NULL
   );
   CREATE INDEX registrations_by_email_key ON registrations (email_key, created_at);
   CREATE INDEX registrations_by_expires_at ON registrations (expires_at);`,
  `ALTER TABLE codes ADD COLUMN epoch bigint;`,
  `ALTER TABLE devices ADD COLUMN name text;
   ALTER TABLE devices ADD COLUMN session_id text;`,
]
