import { prelude } from './prelude.ts'

/** KEYS: the session. ARGV: lastSeenAt, keepUntil. */
export const touchScript: string = `${prelude}
local head = redis.call('GETRANGE', KEYS[1], 0, 14)
if not isLive(head) then return 0 end
local keepUntil, seen = struct.unpack('>I7I7', head, 2)
local nextKeepUntil = math.max(keepUntil, tonumber(ARGV[2]))
redis.call('SETRANGE', KEYS[1], 1, struct.pack('>I7I7', nextKeepUntil, math.max(seen, tonumber(ARGV[1]))))
if nextKeepUntil > keepUntil then redis.call('PEXPIREAT', KEYS[1], whole(expiryOf(nextKeepUntil))) end
return 1
`
