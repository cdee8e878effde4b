import type { Context } from 'hono'

/** The cookie that tells a browser which signed in to an account before. Only guess limits look at it. */
export interface DeviceMark {
  /** Null when there is none, or two. */
  read(c: Context): string | null
  /** Has the browser keep it. */
  set(c: Context, mark: string): void
}

/** 400 days: browsers keep no cookie for longer (RFC 6265bis §5.6.1). */
const longestSeconds = 400 * 86_400
const markPattern = /^[A-Za-z0-9_-]{1,200}$/
const baseName = 'sojourn-device'

/** @param isPublic whether the server is reached over HTTPS; otherwise it is for this machine only */
export function createDeviceMark(isPublic: boolean): DeviceMark {
  function nameOf(c: Context): string {
    if (isPublic) return `__Host-${baseName}`
    const port = /:(\d{1,5})$/.exec(hostOf(c))?.[1] ?? '80' // cookies do not tell ports apart
    return `${baseName}-${port}`
  }
  return {
    read(c) {
      const start = `${nameOf(c)}=`
      const [pair, ...others] = (c.req.header('cookie') ?? '')
        .split(';')
        .map((each) => each.replace(/^[ \t]+/, '')) // with more, a sibling site could give its cookie this name
        .filter((each) => each.startsWith(start))
      const value = pair?.slice(start.length)
      return value !== undefined && others.length === 0 && markPattern.test(value) ? value : null
    },
    set(c, mark) {
      if (!markPattern.test(mark)) throw new TypeError('a device mark with stray characters')
      const attributes = `; Path=/;${isPublic ? ' Secure;' : ''} HttpOnly; SameSite=Strict; Max-Age=${longestSeconds}`
      c.header('set-cookie', `${nameOf(c)}=${mark}${attributes}`, { append: true })
    },
  }
}

/** The host that a request names, with its port. */
export function hostOf(c: Context): string {
  return c.req.header('host') ?? new URL(c.req.url).host
}
