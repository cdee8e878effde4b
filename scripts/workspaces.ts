import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export const root: string = resolve(import.meta.dirname, '..')

/** A target of `exports`: the source for development, and what is published. */
interface ExportTarget {
  '@sojourn/source': string
  types: string
  default: string
}

export interface Workspace {
  /** Folder relative to the root, such as `packages/sojourn`. */
  folder: string
  name: string
  private: boolean
  /** The keys that are modules; files such as `./index.html` have no source and no types. */
  exports: Record<string, ExportTarget>
  peers: string[]
}

/** Every workspace that has sources, in the order in which they are built: what others need comes first. */
export function workspaces(): Workspace[] {
  const first = ['packages/identity', 'packages/testing', 'packages/sojourn', 'packages/protocol']
  return globSync('{packages,examples}/*/package.json', { cwd: root })
    .map((file) => dirname(file))
    .filter((folder) => globSync('src/**/*.ts', { cwd: join(root, folder) }).length > 0)
    .map(readWorkspace)
    .sort((a, b) => first.indexOf(b.folder) - first.indexOf(a.folder))
}

/** The workspaces that are published. */
export function packages(): Workspace[] {
  return workspaces().filter((workspace) => !workspace.private)
}

function readWorkspace(folder: string): Workspace {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  return {
    folder,
    name: manifest.name,
    private: manifest.private === true,
    exports: Object.fromEntries(
      Object.entries<ExportTarget | string>(manifest.exports ?? {}).filter(isModule),
    ),
    peers: Object.keys(manifest.peerDependencies ?? {}),
  }
}

function isModule(entry: [string, ExportTarget | string]): entry is [string, ExportTarget] {
  return typeof entry[1] === 'object'
}
