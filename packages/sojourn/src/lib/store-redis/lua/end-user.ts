import { indexPrelude } from './prelude.ts'

/**
 * KEYS: the shard's index. ARGV: the user id, the tombstone's head and reason, its keepUntil, the stem of the session
 * keys, the tail to keep or nothing. The tails that ended. Allowed when Redis has no memory left.
 *
 * The new epoch is kept for a day longer than any tombstone, so that it outlives each sign-in under way.
 */
export const endUserScript: string = `#!lua flags=allow-oom
${indexPrelude}
local epoch, tails, keep = readEntry(redis.call('HGET', KEYS[1], ARGV[1]))
local expiry = expiryOf(tonumber(ARGV[4]))
local tombstone = ARGV[2] .. struct.pack('>I2', #ARGV[1]) .. ARGV[1] .. ARGV[3]
local left, ended = '', {}
for tail in eachTail(tails) do
  local key = ARGV[5] .. tail
  if isLive(redis.call('GETRANGE', key, 0, 0)) then
    if tail == ARGV[6] then
      left = tail
    else
      redis.call('SET', key, tombstone, 'PXAT', whole(expiry))
      ended[#ended + 1] = tail
    end
  end
end
keep = whole(math.max(tonumber(keep), expiry + day))
writeEntry(KEYS[1], ARGV[1], whole(tonumber(epoch) + 1), left, keep)
return ended
`
