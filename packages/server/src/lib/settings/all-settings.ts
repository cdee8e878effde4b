import type { z } from 'zod'
import { accountSettings } from './account-settings.ts'
import { serverSettings } from './server-settings.ts'
import { sessionSettings } from './session-settings.ts'
import type { Setting } from './setting.ts'

type Table = typeof serverSettings & typeof sessionSettings & typeof accountSettings

export type SettingName = keyof Table

/** Every setting in groups, as the help shows them. */
export const settingGroups: Readonly<Record<string, readonly SettingName[]>> = {
  Server: namesOf(serverSettings),
  Sessions: namesOf(sessionSettings),
  Accounts: namesOf(accountSettings),
}

/** Every setting by its name. */
export const allSettings: { readonly [Name in SettingName]: Setting<Input<Name>, Output<Name>> } = {
  ...serverSettings,
  ...sessionSettings,
  ...accountSettings,
}

/** What a config file may hold for a setting. */
export type Input<Name extends SettingName> = z.input<Table[Name]['schema']>
/** What a setting becomes. */
export type Output<Name extends SettingName> = z.output<Table[Name]['schema']>

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(allSettings, name)
}

function namesOf<Part extends object>(part: Part): readonly (keyof Part)[] {
  return Object.keys(part) as (keyof Part)[] // the names that it was written with
}
