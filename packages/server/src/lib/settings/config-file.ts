import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { allSettings, isSettingName, type SettingName } from './all-settings.ts'
import { explainFault } from './explain-fault.ts'
import type { GivenSettings, GivenValue } from './given-settings.ts'
import { nearMiss } from './near-miss.ts'
import type { SettingProblem } from './problem.ts'

const usualNames = ['sojourn.config.ts', 'sojourn.config.mts', 'sojourn.config.js', 'sojourn.config.mjs']

/**
 * Takes the settings from the config file: the one that is named, or `sojourn.config.ts` or `.js` in `folder` when it
 * is there. It is a program, and runs.
 */
export async function readConfigFile(folder: string, named: string | null): Promise<GivenSettings> {
  const found = usualNames.map((name) => resolve(folder, name)).filter((path) => existsSync(path))
  const [path, ...others] = named === null ? found : [resolve(folder, named)]
  if (path === undefined) return { values: new Map(), problems: [] }
  const label = basename(path)
  if (others.length > 0) {
    const names = [path, ...others].map((file) => basename(file)).join(' and ')
    return failed(label, `there are ${names}`, 'Keep one of them, or name it: --config <file>.')
  }
  if (!existsSync(path)) return failed(named ?? label, 'there is no such file', 'Check the name.')
  if (!/\.[cm]?[jt]s$/.test(path)) {
    return failed(
      label,
      'that kind of file is not taken',
      'Write a .ts, .mts, .js or .mjs: export default { … }',
    )
  }
  const loaded = await load(path)
  if ('problem' in loaded) return { values: new Map(), problems: [loaded.problem] }
  return readConfig(loaded.config, label)
}

async function load(path: string): Promise<{ config: unknown } | { problem: SettingProblem }> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(path).href)
    return { config: module.default }
  } catch (error) {
    const { wrong, line } = explainFault(error, path)
    const alone = `run it on its own to see more: node ${path}`
    const fix = line === null ? `Mend it; ${alone}` : `Mend line ${line}; ${alone}`
    return { problem: { where: basename(path), wrong: `running it fails with ${wrong}`, fix } }
  }
}

/** Takes the settings from what a config file exports. */
export function readConfig(config: unknown, label: string): GivenSettings {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    return failed(label, 'its default export is no object', 'Write: export default defineConfig({ … })')
  }
  const values = new Map<SettingName, GivenValue>()
  const problems: SettingProblem[] = []
  for (const [name, value] of Object.entries(config)) {
    const where = `${name} (${label})`
    if (isSettingName(name)) {
      if (value !== undefined) values.set(name, { value, where })
      continue
    }
    const near = nearMiss(name, Object.keys(allSettings))
    const fix = near === null ? 'Remove it; `sojourn --help` lists them all.' : `Did you mean ${near}?`
    problems.push({ where, wrong: 'there is no such setting', fix })
  }
  return { values, problems }
}

function failed(where: string, wrong: string, fix: string): GivenSettings {
  return { values: new Map(), problems: [{ where, wrong, fix }] }
}
