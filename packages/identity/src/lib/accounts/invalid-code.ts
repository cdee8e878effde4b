import { type Refused, refused } from './refused.ts'

export function invalidCode(): Refused {
  return refused(
    'code/invalid',
    'This link was used, has expired, or a newer one was mailed. Ask for a new one.',
  )
}
