/**
 * What all scripts share. The places are those of `session-value.ts`: byte 1 is the kind, bytes 2 to 8 are
 * `keepUntil`, 9 to 15 `lastSeenAt` or `endedAt`, 16 to 22 the version, 23 and 24 the length of the user id.
 *
 * An expiry is housekeeping, so it is late on purpose: an hour after `keepUntil`, and never sooner than an hour from
 * now by the server's own clock, so that no difference of clocks makes Redis forget what the engine still counts on.
 */
export const prelude = `
local hour, day = 3600000, 86400000

local function whole(number) return string.format('%.0f', number) end

local function serverTime()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function expiryOf(keepUntil) return math.max(keepUntil, serverTime()) + hour end

local function keepUntilOf(value) return (struct.unpack('>I7', value, 2)) end

local function isLive(value) return value and string.sub(value, 1, 1) == 'L' end
`

/**
 * The index. One hash a shard holds all its users, in the small form that Redis has for small hashes: a key of its own
 * for each user would cost three times as much as the entry. Field: the user id. Value: `<epoch>:<tail><tail>…` or,
 * once the user was ended, `<epoch>,<keep until>:<tail>…`, where a tail is a session id without its shard.
 *
 * Scripts that reach all sessions of a user compute those keys. Redis Cluster lets a script do so within the slot of
 * its declared keys, and the hash tag holds them there; a proxy that checks every name beforehand would not.
 */
export const indexPrelude = `${prelude}
local tailLength = 22

local function eachTail(tails)
  local at = 1 - tailLength
  return function()
    at = at + tailLength
    if at <= #tails then return string.sub(tails, at, at + tailLength - 1) end
  end
end

local function tailOf(key) return string.sub(key, -tailLength) end

local function readEntry(entry)
  if not entry then return '0', '', '0' end
  local before, tails = string.match(entry, '^([%d,]+):(.*)$')
  if not before or #tails % tailLength ~= 0 then error({ err = 'DAMAGED index' }) end
  local epoch, keep = string.match(before, '^(%d+),(%d+)$')
  return epoch or before, tails, keep or '0'
end

local function writeEntry(index, user, epoch, tails, keep)
  if tails == '' and epoch == '0' then
    redis.call('HDEL', index, user)
  elseif keep == '0' then
    redis.call('HSET', index, user, epoch .. ':' .. tails)
  else
    redis.call('HSET', index, user, epoch .. ',' .. keep .. ':' .. tails)
  end
end

local function userOf(key, head)
  local length = struct.unpack('>I2', head, 23)
  if length == 65535 then return nil end
  if length == 0 then return '' end
  return redis.call('GETRANGE', key, 24, 23 + length)
end

local function delist(index, user, gone)
  local epoch, tails, keep = readEntry(redis.call('HGET', index, user))
  local left = {}
  for tail in eachTail(tails) do
    if tail ~= gone then left[#left + 1] = tail end
  end
  writeEntry(index, user, epoch, table.concat(left), keep)
end
`
