// Packs `sojourn` and installs the tarball offline in an empty folder: it must bring nothing along, and every
// export key must load, or miss nothing but an optional peer.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packages, root } from './workspaces.ts'

const sojourn = packages().find(({ name }) => name === 'sojourn')
if (!sojourn) throw new Error('packages/sojourn is missing')
const folder = mkdtempSync(join(tmpdir(), 'sojourn-install-'))
try {
  const quiet = ['--silent', '--offline', '--no-audit', '--no-fund']
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: join(root, sojourn.folder) })
  const [tarball = ''] = readdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  execFileSync('npm', ['install', ...quiet, `./${tarball}`], { cwd: folder, stdio: 'inherit' })

  const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))
  if (installed.join() !== 'sojourn') throw new Error(`installing sojourn brought ${installed.join(', ')}`)
  const tests = readdirSync(join(folder, 'node_modules/sojourn'), { recursive: true, encoding: 'utf8' })
  const shipped = tests.filter((file) => file.includes('.test'))
  if (shipped.length > 0) throw new Error(`the package contains tests: ${shipped.join(', ')}`)

  for (const key of Object.keys(sojourn.exports)) {
    const specifier = `sojourn${key.slice(1)}`
    const program = `await import('${specifier}').catch((error) => {
      const missing = /Cannot find package '([^']+)'/.exec(error.message)?.[1]
      if (!${JSON.stringify(sojourn.peers)}.includes(missing)) throw error
    })`
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: folder,
      stdio: 'inherit',
    })
  }
  console.log(`sojourn installs alone; ${Object.keys(sojourn.exports).length} export keys load`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
