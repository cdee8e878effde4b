import { prelude } from './prelude.ts'

/**
 * KEYS: the user. ARGV: the tombstone, its keepUntil, the stem of the session keys, the tail to keep or nothing.
 * The tails that ended. Allowed when Redis has no memory left.
 */
export const endUserScript: string = `#!lua flags=allow-oom
${prelude}
local epoch, tails = readIndex(KEYS[1])
local expiry = expiryOf(tonumber(ARGV[2]))
local left, ended = '', {}
for tail in eachTail(tails) do
  local key = ARGV[3] .. tail
  if isLive(redis.call('GETRANGE', key, 0, 0)) then
    if tail == ARGV[4] then
      left = tail
    else
      redis.call('SET', key, ARGV[1], 'PXAT', whole(expiry))
      ended[#ended + 1] = tail
    end
  end
end
local userExpiry = math.max(redis.call('PEXPIRETIME', KEYS[1]), expiry + day)
redis.call('SET', KEYS[1], whole(tonumber(epoch) + 1) .. ':' .. left, 'PXAT', whole(userExpiry))
return ended
`
