import Bowser from 'bowser'

export type DeviceShape = 'computer' | 'phone' | 'terminal'

export interface DeviceWords {
  /** Browser and system in words, like "Firefox on Windows". Guessed: a browser may say what it likes. */
  readonly label: string
  readonly shape: DeviceShape
}

/** @param userAgent as it came with the request, at most 255 characters of it */
export function describeDevice(userAgent: string | null): DeviceWords {
  const program = /^(curl|Wget|HTTPie|node|undici|okhttp|Dart)\b/i.exec(userAgent ?? '')?.[1]
  if (program) return { label: program, shape: 'terminal' }
  if (!userAgent) return { label: 'Unknown device', shape: 'computer' }
  const { browser, os, platform } = Bowser.parse(userAgent)
  const shape = platform.type === 'mobile' || platform.type === 'tablet' ? 'phone' : 'computer'
  const parts = [browser.name || 'Unknown browser', os.name].filter(Boolean)
  return { label: parts.join(' on '), shape }
}
