// Type-checks the scripts and every workspace, each with its own settings.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { tsc } from './run.ts'
import { root, workspaces } from './workspaces.ts'

const projects = ['.', ...workspaces().map((workspace) => workspace.folder)]
const broken = projects.filter((project) => existsSync(join(root, project, 'tsconfig.json')) && !tsc(project))
if (broken.length > 0) {
  console.error(`type errors in ${broken.join(', ')}`)
  process.exit(1)
}
