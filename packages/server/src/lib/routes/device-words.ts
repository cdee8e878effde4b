import Bowser from 'bowser'

/** A device's browser and system in words. Guessed: a browser may say what it likes. */
export interface DeviceWords {
  readonly browser: string | null
  readonly system: string | null
}

const program = /^(curl|Wget|HTTPie|okhttp|Dart|node|undici|axios|python-requests|PostmanRuntime|Electron)\b/i
const mostRemembered = 500
const remembered = new Map<string, DeviceWords>()

/** Words for a `User-Agent`, of which at most 255 characters are looked at. */
export function deviceWords(userAgent: string | null): DeviceWords {
  const text = userAgent?.slice(0, 255) ?? ''
  if (text === '') return { browser: null, system: null }
  const known = remembered.get(text)
  if (known !== undefined) return known
  const words = describe(text)
  if (remembered.size >= mostRemembered) remembered.clear()
  remembered.set(text, words)
  return words
}

function describe(text: string): DeviceWords {
  const name = program.exec(text)?.[1]
  if (name !== undefined) return { browser: name, system: null }
  const { browser, os } = Bowser.parse(text)
  return { browser: browser.name || null, system: os.name || null }
}
