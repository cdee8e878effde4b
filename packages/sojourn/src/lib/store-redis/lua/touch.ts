import { prelude } from './prelude.ts'

/**
 * KEYS: the session. ARGV: lastSeenAt, keepUntil, what the keys of users begin with.
 *
 * The index has to outlive the session, so it is extended as well; whose it is, only the value tells.
 */
export const touchScript: string = `${prelude}
local head = redis.call('GETRANGE', KEYS[1], 0, 23)
if not isLive(head) then return 0 end
local keepUntil, seen = struct.unpack('>I7I7', head, 2)
local nextKeepUntil = math.max(keepUntil, tonumber(ARGV[2]))
redis.call('SETRANGE', KEYS[1], 1, struct.pack('>I7I7', nextKeepUntil, math.max(seen, tonumber(ARGV[1]))))
if nextKeepUntil > keepUntil then
  local expiry = expiryOf(nextKeepUntil)
  redis.call('PEXPIREAT', KEYS[1], whole(expiry))
  local userLength = struct.unpack('>I2', head, 23)
  if userLength < 65535 then
    local user = userLength > 0 and redis.call('GETRANGE', KEYS[1], 24, 23 + userLength) or ''
    extend(ARGV[3] .. user, expiry + day)
  end
end
return 1
`
