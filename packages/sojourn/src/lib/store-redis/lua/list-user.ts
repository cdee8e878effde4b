import { prelude } from './prelude.ts'

/** KEYS: the user. ARGV: the stem of the session keys. The epoch, then a tail and a value a session. Writes nothing. */
export const listUserScript: string = `${prelude}
local epoch, tails = readIndex(KEYS[1])
local answer = { epoch }
for tail in eachTail(tails) do
  local value = redis.call('GET', ARGV[1] .. tail)
  if isLive(value) then
    answer[#answer + 1] = tail
    answer[#answer + 1] = value
  end
end
return answer
`
