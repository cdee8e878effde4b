import type { Place } from './place.ts'
import { type Answer, type Sending, send } from './visitor.ts'

/** A web page in a browser, as far as a session goes: it keeps cookies and sends them back. */
export interface Browser {
  /** The session's cookie, as `name=value`. */
  readonly cookie: string
  /** Sends a request of a page of the server itself, or of another site's page. */
  send(path: string, sending?: Sending, from?: 'same-origin' | 'cross-site'): Promise<Answer>
}

export function createBrowser(url: string, place: Place): Browser {
  const jar = new Map<string, string>()
  const isSession = ([name]: [string, string]): boolean => /^(__Host-)?sojourn(-\d+)?$/.test(name)

  return {
    get cookie() {
      return [...jar].find(isSession)?.join('=') ?? ''
    },
    async send(path, sending = {}, from = 'same-origin') {
      const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
      const origin = from === 'same-origin' ? url : 'https://evil.example'
      const headers = { origin, 'sec-fetch-site': from, ...(cookie && { cookie }), ...sending.headers }
      const answer = await send(`${url}${path}`, place, { ...sending, headers })
      for (const line of answer.cookies) {
        const [pair = ''] = line.split(';')
        const [name = '', value = ''] = pair.split('=')
        if (value === '' || /;\s*max-age=0/i.test(line)) jar.delete(name)
        else jar.set(name, value)
      }
      return answer
    },
  }
}
