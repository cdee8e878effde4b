import { createBudget } from '../guesses/budget.ts'
import { createGuessCounts } from '../guesses/guess-counts.ts'
import { createMailBudget } from '../guesses/mail-budget.ts'
import { createLetters } from '../mail/letters.ts'
import { createMailQueue } from '../mail/mail-queue.ts'
import { renderMail } from '../mail/render-mail.ts'
import { createPasswordHasher } from '../passwords/password-hasher.ts'
import { createPasswordRules } from '../passwords/password-rules.ts'
import { createWorkQueue } from '../passwords/work-queue.ts'
import { createKeyDigests } from '../secrets/key-digests.ts'
import { newAccountId, possibleId } from './account-store.ts'
import { createActivityLog } from './activity-log.ts'
import { createApproach } from './approach.ts'
import { createAuthenticate } from './authenticate.ts'
import { createChangeEmail } from './change-email.ts'
import { createChangePassword } from './change-password.ts'
import { nowhere } from './clean-from.ts'
import type { Core, Post } from './core.ts'
import { createDeviceMarks } from './device-marks.ts'
import { createEmit } from './emit.ts'
import { createExportAccount } from './export-account.ts'
import type { Identity } from './identity.ts'
import type { IdentitySettings } from './identity-settings.ts'
import { createMailedCodes } from './mailed-codes.ts'
import { createManageAccounts } from './manage-accounts.ts'
import { createPendingRegistrations } from './pending-registrations.ts'
import { createRegister } from './register.ts'
import { createRemoveAccount } from './remove-account.ts'
import { createResetPassword } from './reset-password.ts'
import { createVerify } from './verify.ts'

const hourMs = 3_600_000
/** Right passwords of one account from one network within a minute: more than people type, or tests try. */
const rightPasswordsAMinute = 60
/** How long stores keep an epoch at least, which the code of a changed address is compared with. */
const epochKeptMs = 24 * hourMs
/** Notices of new devices to one account within an hour. */
const noticesAnHour = 10

/** Puts the parts together. */
export async function assembleIdentity(settings: IdentitySettings): Promise<Identity> {
  const { sojourn, database, randomBytes, windowMs, verifyLifeMs, resetLifeMs } = settings
  const now = (): number => sojourn.now()
  const digests = createKeyDigests(settings.keys)
  const emit = createEmit(settings.on, now)
  const post = createPost(settings, emit, now)
  const table = { database: database.query, digests, randomBytes, now }
  const perNetwork = { points: settings.mailsPerNetwork, windowMs }
  const perAddress = { points: settings.mailsPerAddress, windowMs: hourMs }
  const lifeMs = { email: changeLifeOf(settings), reset: resetLifeMs, decoy: resetLifeMs }
  const core: Core = {
    sojourn,
    database,
    digests,
    hasher: await createPasswordHasher({
      ...settings.cost,
      queue: createWorkQueue(settings.queue),
      randomBytes,
    }),
    rules: createPasswordRules(settings),
    counts: createGuessCounts(database.query, settings.guesses),
    budgets: {
      guesses: createBudget({ points: settings.guessesPerNetwork, windowMs }),
      rightPasswords: createBudget({ points: rightPasswordsAMinute, windowMs: 60_000 }),
      registrations: createBudget(perNetwork),
      mails: createBudget(perNetwork),
      registrationMails: createMailBudget(perAddress),
      resetMails: createMailBudget({ ...perAddress, togetherMs: Math.min(hourMs, resetLifeMs) }),
      changeMails: createMailBudget(perAddress),
      notices: createBudget({ points: noticesAnHour, windowMs: hourMs }),
    },
    marks: createDeviceMarks(table),
    codes: createMailedCodes({ ...table, lifeMs }),
    registrations: createPendingRegistrations({ ...table, lifeMs: verifyLifeMs }),
    activity: createActivityLog(database.query, { now, keptMs: settings.activityKeptMs }),
    mail: post,
    nobodysId: newAccountId(randomBytes),
    randomBytes,
    now,
    emit,
  }
  const { changePassword, reauthenticate } = createChangePassword(core)
  const { list, findByEmail, ...byId } = createManageAccounts(core)
  const { requestEmailChange, cancelEmailChange } = createChangeEmail(core)
  const { remove, sweep } = createRemoveAccount(core)
  return {
    ...createRegister(core),
    ...createResetPassword(core),
    approach: createApproach(core),
    authenticate: createAuthenticate(core),
    reauthenticate: withId(reauthenticate),
    verify: createVerify(core),
    changePassword: withId(changePassword),
    requestEmailChange: withId(requestEmailChange),
    cancelEmailChange: withId(cancelEmailChange),
    find: withId(byId.find),
    findByEmail,
    list: ({ after = '', ...options } = {}) => list({ after: possibleId(after), ...options }),
    rename: withId(byId.rename),
    setRoles: withId(byId.setRoles),
    disable: withId(byId.disable),
    enable: withId(byId.enable),
    remove: withId(remove),
    activity: withId(byId.activity),
    export: withId(createExportAccount(core)),
    note: withId(byId.note),
    keepDevice: withId(core.marks.begin),
    nameDevice: withId(core.marks.rename),
    sweep,
    close: async () => {
      await post?.close()
    },
  }
}

/** Lets a method that takes an id see only what could be one. */
function withId<Rest extends unknown[], Result>(
  method: (id: string, ...rest: Rest) => Result,
): (id: string, ...rest: Rest) => Result {
  return (id, ...rest) => method(possibleId(id), ...rest)
}

/** How long the code of a changed address lives. */
function changeLifeOf({ verifyLifeMs }: IdentitySettings): number {
  return Math.min(verifyLifeMs, epochKeptMs)
}

function createPost(
  settings: IdentitySettings,
  emit: Core['emit'],
  now: () => number,
): (Post & { close(): Promise<void> }) | null {
  const { mailer, siteName } = settings
  if (mailer === null) return null
  const letters = createLetters({ ...settings, changeLifeMs: changeLifeOf(settings) })
  const queue = createMailQueue({
    mailer,
    now,
    failed: ({ kind, accountId, attempts, cause }) =>
      emit('mail/failed', accountId, nowhere, { mail: kind, attempts, cause }),
  })
  return {
    send(kind, { id, email }, write, { uselessAfter = null, pretend = false } = {}) {
      const make = () => {
        const mail = renderMail(email, siteName, write(letters))
        return pretend ? null : mail
      }
      queue.add({ kind, accountId: pretend ? null : id, uselessAfter, make })
    },
    close: () => queue.close(),
  }
}
