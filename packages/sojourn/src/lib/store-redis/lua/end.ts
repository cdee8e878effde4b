import { prelude } from './prelude.ts'

/**
 * KEYS: the session, and its user unless it is anonymous. ARGV: the tombstone, its keepUntil. 1 when it was alive.
 *
 * Allowed when Redis has no memory left: a tombstone is smaller than what it stands for.
 */
export const endScript: string = `#!lua flags=allow-oom
${prelude}
if not isLive(redis.call('GETRANGE', KEYS[1], 0, 0)) then return 0 end
if KEYS[2] then delist(KEYS[2], tailOf(KEYS[1])) end
redis.call('SET', KEYS[1], ARGV[1], 'PXAT', whole(expiryOf(tonumber(ARGV[2]))))
return 1
`
