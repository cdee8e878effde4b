import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { SettingName } from './all-settings.ts'
import { checkAccounts } from './check-accounts.ts'
import { checkPolicy } from './check-policy.ts'
import { checkReach } from './check-reach.ts'
import type { CollectedValues } from './collect-values.ts'
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts'
import type { SettingProblem } from './problem.ts'
import { readMail } from './read-mail.ts'
import type { CountrySettings, MailSettings, Settings } from './settings.ts'

export interface Surroundings {
  /** Relative paths begin here. */
  readonly folder: string
  readonly isProduction: boolean
}

/** Turns values into `Settings`, each default decided, and tells what does not go together. */
export async function decideSettings(
  collected: CollectedValues,
  { folder, isProduction }: Surroundings,
): Promise<{ readonly settings: Settings; readonly problems: readonly SettingProblem[] }> {
  const { values, given } = collected
  const { problems: reachProblems, ...reach } = await checkReach(collected)
  const { policy, problems: policyProblems } = await checkPolicy(collected)
  const { problems: accountProblems, ...accounts } = checkAccounts(collected)
  const problems = [...collected.problems, ...reachProblems, ...policyProblems, ...accountProblems]
  const tell = (name: SettingName, wrong: string, fix: string): void => {
    problems.push({ where: given.get(name)?.where ?? name, wrong, fix })
  }

  const ownHost = reach.origin === null || isLoopbackHost(new URL(reach.origin).hostname)
  const isPrivate = ownHost && isLoopbackAddress(reach.listen)
  const mail = readMail(values.mail, values.mailFrom, { isPrivate, isProduction })
  if ('wrong' in mail && !(given.has('mail') && values.mail === undefined)) tell('mail', mail.wrong, mail.fix)

  const countries = readCountries(values.countries, folder)
  if (countries.kind === 'file' && !statSync(countries.path, { throwIfNoEntry: false })?.isFile()) {
    tell('countries', `there is no file ${countries.path}`, 'Name an .mmdb file, built-in or none.')
  }
  const settings: Settings = {
    ...reach,
    ...accounts,
    policy,
    port: values.port ?? 3000,
    basePath: values.basePath ?? '/auth',
    dataFolder: resolve(folder, values.data ?? '.sojourn'),
    persistentCookie: values.persistentCookie ?? false,
    keys: values.keys ?? null,
    cache: { entries: values.cacheEntries ?? 100_000, leaseMs: values.cacheLease ?? 1000 },
    registration: values.registration ?? 'open',
    roles: values.permissions ?? {},
    recentMs: values.recent ?? 600_000,
    activityKeptMs: values.activityKept ?? 90 * 86_400_000,
    mail: 'wrong' in mail ? { kind: 'none' } : (mail satisfies MailSettings),
    siteName: values.siteName ?? null,
    countries,
    metricsToken: values.metricsToken ?? null,
    logLevel: values.logLevel ?? 'info',
    drainMs: values.drain ?? 10_000,
  }
  return { settings, problems }
}

function readCountries(text: string | undefined, folder: string): CountrySettings {
  if (text === 'none') return { kind: 'none' }
  if (text === undefined || text === 'built-in') return { kind: 'built-in' }
  return { kind: 'file', path: resolve(folder, text) }
}
