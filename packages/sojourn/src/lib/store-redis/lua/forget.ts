import { prelude } from './prelude.ts'

/** KEYS: the session, and its user unless it is anonymous or ended. ARGV: before. 1 when it was forgotten. */
export const forgetScript: string = `#!lua flags=allow-oom
${prelude}
local head = redis.call('GETRANGE', KEYS[1], 0, 7)
if head == '' or keepUntilOf(head) >= tonumber(ARGV[1]) then return 0 end
if KEYS[2] then delist(KEYS[2], tailOf(KEYS[1])) end
redis.call('DEL', KEYS[1])
return 1
`
