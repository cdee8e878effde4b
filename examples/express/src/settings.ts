import { resolve } from 'node:path'
import { StartError } from './start-error.ts'

export interface Settings {
  /** 0 for any port that is free. */
  readonly port: number
  readonly dataFolder: string
  /** Key material for Sojourn; null to keep a key in the data folder. */
  readonly keys: string | null
  /** The public origin, when the shop is not only for this machine. */
  readonly origin: string | null
  readonly logToStdout: boolean
}

export const usage = `Usage: npm run shop [-- --log]

A small shop that shows Sojourn at work, for this machine only.

  --log            write the events to standard output, as JSON lines
  --help           say this

Environment:
  PORT             the port on 127.0.0.1; default 3000, 0 for any
  SOJOURN_DATA     where accounts, sessions and the key are kept; default .sojourn/shop
  SOJOURN_KEYS     key material: base64url of 32 bytes or more, the first signs; default: a key in that folder
  ORIGIN           the public origin, like https://shop.example, behind a proxy on this machine`

/** @throws StartError */
export function readSettings(env: NodeJS.ProcessEnv, options: readonly string[]): Settings {
  const unknown = options.find((option) => option !== '--log')
  if (unknown !== undefined) throw new StartError(`${unknown}: there is no such option.\n\n${usage}`)
  return {
    port: readPort(env.PORT || '3000'),
    dataFolder: resolve(env.SOJOURN_DATA || '.sojourn/shop'),
    keys: env.SOJOURN_KEYS || null,
    origin: env.ORIGIN || null,
    logToStdout: options.includes('--log'),
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new StartError(`PORT is ${JSON.stringify(text)}: a number from 0 to 65535 is needed.`)
}
