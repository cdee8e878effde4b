import { indexPrelude } from './prelude.ts'

/**
 * KEYS: the session, and its shard's index unless it is anonymous.
 * ARGV: the value, its keepUntil, then for a user: user id, epoch, atMost, now.
 * 1 inserted; 0 exists; `stale`, epoch; `full`, then a tail and a value a session.
 *
 * Sessions whose keys have expired leave the index here, as soon as it has some length.
 */
export const insertScript: string = `${indexPrelude}
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local expiry = expiryOf(tonumber(ARGV[2]))
if KEYS[2] then
  local epoch, tails, keep = readEntry(redis.call('HGET', KEYS[2], ARGV[3]))
  local atMost, now = tonumber(ARGV[5]), tonumber(ARGV[6])
  if epoch ~= ARGV[4] then return { 'stale', epoch } end
  if #tails / tailLength >= math.min(atMost, 2) then
    local stem = string.sub(KEYS[1], 1, -tailLength - 1)
    local left, counted = {}, {}
    for tail in eachTail(tails) do
      local head = redis.call('GETRANGE', stem .. tail, 0, 7)
      if isLive(head) then
        left[#left + 1] = tail
        if keepUntilOf(head) > now then
          counted[#counted + 1] = tail
        end
      end
    end
    if #counted >= atMost then
      local full = { 'full' }
      for _, tail in ipairs(counted) do
        full[#full + 1] = tail
        full[#full + 1] = redis.call('GET', stem .. tail)
      end
      return full
    end
    tails = table.concat(left)
  end
  writeEntry(KEYS[2], ARGV[3], epoch, tails .. tailOf(KEYS[1]), keep)
end
redis.call('SET', KEYS[1], ARGV[1], 'PXAT', whole(expiry))
return 1
`
