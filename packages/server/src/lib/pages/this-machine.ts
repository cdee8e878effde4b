import type { Context } from 'hono'
import { hostOf } from '../routes/device-mark.ts'
import { isForThisMachine } from '../routes/for-this-machine.ts'
import type { Settings } from '../settings/settings.ts'

const loopbackPeer = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/
const proxyHeader = /^(forwarded|via|x-real-ip|x-forwarded-.+)$/i
const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

/**
 * Whether a request was made on this machine, by what can't be made up from elsewhere: a server without a public origin,
 * a loopback peer that names a loopback host, and no trace of a proxy.
 */
export function isThisMachine(c: Context, settings: Pick<Settings, 'origins'>): boolean {
  const { incoming } = (c.env ?? {}) as {
    incoming?: { httpVersion?: string; socket?: { remoteAddress?: string } } // as @hono/node-server gives it
  }
  const isProxied =
    incoming?.httpVersion === '1.0' || // what no browser speaks, and many a proxy
    Object.keys(c.req.header()).some((name) => proxyHeader.test(name))
  return (
    isForThisMachine(settings) &&
    !isProxied &&
    loopbackPeer.test(incoming?.socket?.remoteAddress ?? '') &&
    loopbackHost.test(hostOf(c))
  )
}
