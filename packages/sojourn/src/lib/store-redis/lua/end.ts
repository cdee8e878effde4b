import { indexPrelude } from './prelude.ts'

/**
 * KEYS: the session, its shard's index. ARGV: the tombstone's head and reason, its keepUntil. 1 when it was alive.
 *
 * Allowed when Redis has no memory left: a tombstone is smaller than what it stands for.
 */
export const endScript: string = `#!lua flags=allow-oom
${indexPrelude}
local head = redis.call('GETRANGE', KEYS[1], 0, 23)
if not isLive(head) then return 0 end
local user = userOf(KEYS[1], head)
if user then delist(KEYS[2], user, tailOf(KEYS[1])) end
local tombstone = ARGV[1] .. string.sub(head, 23) .. (user or '') .. ARGV[2]
redis.call('SET', KEYS[1], tombstone, 'PXAT', whole(expiryOf(tonumber(ARGV[3]))))
return 1
`
