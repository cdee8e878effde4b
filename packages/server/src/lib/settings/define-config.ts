import type { Input, SettingName } from './all-settings.ts'

/** What `sojourn.config.ts` may hold: each setting by its name, as `sojourn --help` lists them. */
export type SojournConfig = { readonly [Name in SettingName]?: Input<Name> }

/**
 * Returns `config` as it is, so that an editor knows its fields.
 *
 * @example
 * export default defineConfig({ origin: 'https://app.example', idle: '15m' })
 */
export function defineConfig(config: SojournConfig): SojournConfig {
  return config
}
