import { prelude } from './prelude.ts'

/**
 * KEYS: the session, and its user unless it is anonymous.
 * ARGV: the value, its keepUntil, then for a user: epoch, atMost, now.
 * 1 inserted; 0 exists; `stale`, epoch; `full`, then a tail and a value a session.
 *
 * Sessions whose keys have expired leave the index here, as soon as it has some length.
 */
export const insertScript: string = `${prelude}
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local expiry = expiryOf(tonumber(ARGV[2]))
if KEYS[2] then
  local epoch, tails = readIndex(KEYS[2])
  local atMost, now = tonumber(ARGV[4]), tonumber(ARGV[5])
  if epoch ~= ARGV[3] then return { 'stale', epoch } end
  if #tails / tailLength >= math.min(atMost, 4) then
    local stem = string.sub(KEYS[1], 1, -tailLength - 1)
    local left, counted = {}, { 'full' }
    for tail in eachTail(tails) do
      local value = redis.call('GET', stem .. tail)
      if isLive(value) then
        left[#left + 1] = tail
        if keepUntilOf(value) > now then
          counted[#counted + 1] = tail
          counted[#counted + 1] = value
        end
      end
    end
    if (#counted - 1) / 2 >= atMost then return counted end
    tails = table.concat(left)
  end
  local userExpiry = math.max(redis.call('PEXPIRETIME', KEYS[2]), expiry + day)
  redis.call('SET', KEYS[2], epoch .. ':' .. tails .. tailOf(KEYS[1]), 'PXAT', whole(userExpiry))
end
redis.call('SET', KEYS[1], ARGV[1], 'PXAT', whole(expiry))
return 1
`
