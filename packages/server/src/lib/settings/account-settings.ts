import { identityDefaults } from '@sojourn/identity'
import { choice, count, roleTable, time } from './value-kinds.ts'

const { password, guesses, codes, activityKept } = identityDefaults

/** Accounts: who may have one, passwords, guessing, codes, what is kept. */
export const accountSettings = {
  registration: {
    schema: choice('open', 'closed'),
    shape: 'open|closed',
    otherwise: 'open',
    help: 'whether people may create accounts; closed leaves it to `sojourn users add`',
  },
  permissions: {
    schema: roleTable(),
    shape: '<table>',
    otherwise: '',
    help: 'the permissions of each role, told with each user: admin=users:read,users:write; editor=posts:write',
  },
  passwordMinLength: {
    schema: count(8, 64),
    shape: '<characters>',
    otherwise: String(password.minLength),
    help: 'the shortest password; under 15 only beside a second factor (SP 800-63B-4)',
  },
  argon2Memory: {
    schema: count(7168, 1_048_576),
    shape: '<KiB>',
    otherwise: String(password.memoryKiB),
    help: 'memory of one password check',
  },
  argon2Passes: {
    schema: count(1, 20),
    shape: '<number>',
    otherwise: String(password.passes),
    help: 'passes of one password check',
  },
  passwordsRunning: {
    schema: count(1, 64),
    shape: '<number>',
    otherwise: { words: `one less than there are processors, 1 to ${password.mostRunning}` },
    help: 'passwords that are checked at the same time',
  },
  passwordsWaiting: {
    schema: count(0, 10_000),
    shape: '<number>',
    otherwise: String(password.waiting),
    help: 'passwords that may wait in each of three lines; more are answered 503',
  },
  passwordsPerNetwork: {
    schema: count(1, 10_000),
    shape: '<number>',
    otherwise: String(password.perNetwork),
    help: 'places in each line that one network may have',
  },
  guesses: {
    schema: count(1, 100),
    shape: '<number>',
    otherwise: String(guesses.most),
    help: 'wrong passwords in a row until no more are checked (SP 800-63B-4: at most 100)',
  },
  guessesFree: {
    schema: count(0, 20),
    shape: '<number>',
    otherwise: String(guesses.free),
    help: 'wrong passwords in a row until an account or a device has to wait',
  },
  guessPause: {
    schema: time('1s', '24h'),
    shape: '<time>',
    otherwise: guesses.backOff,
    help: 'the first wait; each further wrong password doubles it',
  },
  guessPauseLongest: {
    schema: time('1s', '24h'),
    shape: '<time>',
    otherwise: guesses.longest,
    help: 'the longest wait',
  },
  guessesPerNetwork: {
    schema: count(1, 1_000_000),
    shape: '<number>',
    otherwise: String(guesses.perNetwork),
    help: 'wrong passwords of one network within guess-window, known devices apart',
  },
  mailsPerNetwork: {
    schema: count(1, 1_000_000),
    shape: '<number>',
    otherwise: String(guesses.mailsPerNetwork),
    help: 'registrations, and as many requests for mail or for another address, of one network within guess-window',
  },
  mailsPerAddress: {
    schema: count(1, 1000),
    shape: '<number>',
    otherwise: String(guesses.mailsPerAddress),
    help: 'mails to one address within an hour',
  },
  guessWindow: {
    schema: time('1m', '24h'),
    shape: '<time>',
    otherwise: guesses.window,
    help: 'the time in which a network is counted',
  },
  verifyCode: {
    schema: time('5m', '7d'),
    shape: '<time>',
    otherwise: codes.verify,
    help: 'how long a code that confirms an address lives; for a changed address 24h at most',
  },
  resetCode: {
    schema: time('1m', '24h'),
    shape: '<time>',
    otherwise: codes.reset,
    help: 'how long a code that sets a new password lives',
  },
  recent: {
    schema: time('1s', '24h'),
    shape: '<time>',
    otherwise: '10m',
    help: 'how recent an authentication has to be to change the address, export or delete the account',
  },
  activityKept: {
    schema: time('1d', '400d'),
    shape: '<time>',
    otherwise: activityKept,
    help: "how long a person's activity is kept",
  },
} as const
