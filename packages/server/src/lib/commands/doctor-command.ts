import type { Settings } from '../settings/settings.ts'
import { consoleFolder } from '../start/console-folder.ts'
import { dataFolder } from '../start/data-folder.ts'
import { StartError } from '../start/start-error.ts'
import { type Command, json } from './command.ts'
import { examineFolder } from './doctor-folder.ts'
import { examineMail } from './doctor-mail.ts'
import { examineReach } from './doctor-reach.ts'
import { examineSettings } from './doctor-settings.ts'
import { type Finding, look, mend, well } from './finding.ts'
import { plainText } from './plain-text.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'look whether everything is well, and say what to mend',
  details: `Changes nothing. Ends with 0 when all is well, and when there are mere hints (LOOK); with 1 when something has to
be mended (MEND), such as a public origin that cannot be reached from here.`,
  options: { '--json': json },
  async run(call) {
    const findings = await examine(() => call.settings())
    if (call.option('--json') !== undefined) call.terminal.out(JSON.stringify(findings, null, 2))
    else call.terminal.out(findings.map(asLines).join('\n'))
    return findings.some(({ state }) => state === 'mend') ? 1 : 0
  },
}

async function examine(readSettings: () => Promise<Settings>): Promise<readonly Finding[]> {
  const node = examineNode(process.versions.node)
  let settings: Settings
  try {
    settings = await readSettings()
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    return [
      node,
      mend('settings', error.message, 'Mend them, then ask the doctor again: the rest depends on them.'),
    ]
  }
  return [
    node,
    ...examineSettings(settings),
    ...examineFolder(settings, dataFolder(settings.dataFolder), Date.now()),
    ...(await examineReach(settings)),
    await examineMail(settings),
    examinePages(),
  ]
}

function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const said = `Node.js ${version}`
  if (major < 22 || (major === 22 && minor < 18)) return mend('node', said, 'Install Node.js 24.')
  if (major < 24) return look('node', `${said}, where SQLite warns that it is new`, 'Install Node.js 24.')
  return well('node', said)
}

function examinePages(): Finding {
  if (consoleFolder() !== null) return well('pages', 'the console is there')
  return look(
    'pages',
    'the console is not built',
    'In a checkout: npm start builds it. Otherwise: npm install @sojourn/console.',
  )
}

const signs = { well: 'well', look: 'LOOK', mend: 'MEND' } as const

function asLines({ check, state, said, fix }: Finding): string {
  const text = said.split('\n').map(plainText).join('\n                     ')
  const lines = [`${signs[state]}  ${check.padEnd(12)} ${text}`]
  if (fix !== null) lines.push(`                     ${plainText(fix)}`)
  return lines.join('\n')
}
