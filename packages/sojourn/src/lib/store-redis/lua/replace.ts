import { prelude } from './prelude.ts'

/**
 * KEYS: the session. ARGV: the value, and how long its head with the user id is.
 * 1 replaced; -1 for another user; else what stands there, or null.
 */
export const replaceScript: string = `${prelude}
local next, headLength = ARGV[1], tonumber(ARGV[2])
local head = redis.call('GETRANGE', KEYS[1], 0, headLength - 1)
if not isLive(head) then return redis.call('GET', KEYS[1]) end
local keepUntil, seen, version = struct.unpack('>I7I7I7', head, 2)
local nextKeepUntil, nextSeen, nextVersion = struct.unpack('>I7I7I7', next, 2)
if version ~= nextVersion - 1 then return redis.call('GET', KEYS[1]) end
if string.sub(head, 23) ~= string.sub(next, 23, headLength) then return -1 end
if keepUntil > nextKeepUntil or seen > nextSeen then
  local times = struct.pack('>I7I7', math.max(keepUntil, nextKeepUntil), math.max(seen, nextSeen))
  next = 'L' .. times .. string.sub(next, 16)
end
if nextKeepUntil > keepUntil then
  redis.call('SET', KEYS[1], next, 'PXAT', whole(expiryOf(nextKeepUntil)))
else
  redis.call('SET', KEYS[1], next, 'KEEPTTL')
end
return 1
`
