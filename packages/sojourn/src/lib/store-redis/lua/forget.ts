import { indexPrelude } from './prelude.ts'

/** KEYS: the session, its shard's index. ARGV: before. 1 when it was forgotten. */
export const forgetScript: string = `#!lua flags=allow-oom
${indexPrelude}
local head = redis.call('GETRANGE', KEYS[1], 0, 23)
if head == '' or keepUntilOf(head) >= tonumber(ARGV[1]) then return 0 end
if isLive(head) then
  local user = userOf(KEYS[1], head)
  if user then delist(KEYS[2], user, tailOf(KEYS[1])) end
end
redis.call('DEL', KEYS[1])
return 1
`
