import { indexPrelude } from './prelude.ts'

/**
 * KEYS: a shard's index. ARGV: the stem of the session keys, a cursor. The next cursor.
 *
 * Takes out of the index what has expired by itself: sessions whose keys are gone, and users without any, unless
 * their epoch is to be kept.
 */
export const pruneScript: string = `#!lua flags=allow-oom
${indexPrelude}
local now = serverTime()
local page = redis.call('HSCAN', KEYS[1], ARGV[2], 'COUNT', 100)
local entries = page[2]
for place = 1, #entries, 2 do
  local user, entry = entries[place], entries[place + 1]
  local epoch, tails, keep = readEntry(entry)
  local left = {}
  for tail in eachTail(tails) do
    if redis.call('EXISTS', ARGV[1] .. tail) == 1 then left[#left + 1] = tail end
  end
  if #left == 0 and tonumber(keep) < now then
    redis.call('HDEL', KEYS[1], user)
  elseif #left * tailLength < #tails then
    writeEntry(KEYS[1], user, epoch, table.concat(left), keep)
  end
end
return page[1]
`
