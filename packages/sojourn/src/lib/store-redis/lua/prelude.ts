/**
 * What all scripts share. The numbers are those of `session-value.ts`: byte 1 is the kind, bytes 2 to 8 are
 * `keepUntil`, 9 to 15 `lastSeenAt` or `endedAt`, 16 to 22 the version.
 *
 * A user's index is one short string, `<epoch>:<tail><tail>…`, where a tail is a session id without its two characters
 * of shard: the smallest form that Redis has for it.
 *
 * Scripts that reach all sessions of a user compute their keys from the declared ones. Redis Cluster lets a script do
 * so within the slot of its declared keys, and the tag in the name holds them there; a proxy that checks every name
 * beforehand would not.
 *
 * An expiry is housekeeping, so it is late on purpose: an hour after `keepUntil`, and never sooner than an hour from
 * now by the server's own clock, so that no difference of clocks makes Redis forget what the engine still counts on.
 */
export const prelude = `
local tailLength, hour, day = 22, 3600000, 86400000

local function whole(number) return string.format('%.0f', number) end

local function expiryOf(keepUntil)
  local time = redis.call('TIME')
  return math.max(keepUntil, time[1] * 1000 + math.floor(time[2] / 1000)) + hour
end

local function keepUntilOf(value) return (struct.unpack('>I7', value, 2)) end

local function isLive(value) return value and string.sub(value, 1, 1) == 'L' end

local function readIndex(key)
  local index = redis.call('GET', key)
  if not index then return '0', '' end
  local colon = string.find(index, ':', 1, true)
  if not colon or (#index - colon) % tailLength ~= 0 then error({ err = 'DAMAGED index' }) end
  return string.sub(index, 1, colon - 1), string.sub(index, colon + 1)
end

local function eachTail(tails)
  local at = 1 - tailLength
  return function()
    at = at + tailLength
    if at <= #tails then return string.sub(tails, at, at + tailLength - 1) end
  end
end

local function without(tails, gone)
  local left = {}
  for tail in eachTail(tails) do
    if tail ~= gone then left[#left + 1] = tail end
  end
  return table.concat(left)
end

local function tailOf(key) return string.sub(key, -tailLength) end

local function extend(key, expiry)
  if redis.call('PEXPIRETIME', key) < expiry then redis.call('PEXPIREAT', key, whole(expiry)) end
end

local function delist(userKey, tail)
  local epoch, tails = readIndex(userKey)
  local left = without(tails, tail)
  if left == '' and epoch == '0' then
    redis.call('DEL', userKey)
  elseif left ~= tails then
    redis.call('SET', userKey, epoch .. ':' .. left, 'KEEPTTL')
  end
end
`
