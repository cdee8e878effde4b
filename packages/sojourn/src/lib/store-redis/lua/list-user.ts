import { indexPrelude } from './prelude.ts'

/** KEYS: the shard's index. ARGV: the user id, the stem of the session keys. The epoch, then a tail and a value each. */
export const listUserScript: string = `${indexPrelude}
local epoch, tails = readEntry(redis.call('HGET', KEYS[1], ARGV[1]))
local answer = { epoch }
for tail in eachTail(tails) do
  local value = redis.call('GET', ARGV[2] .. tail)
  if isLive(value) then
    answer[#answer + 1] = tail
    answer[#answer + 1] = value
  end
end
return answer
`
