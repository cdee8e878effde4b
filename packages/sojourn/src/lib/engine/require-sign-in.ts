import type { SignInOptions } from './sojourn.ts'
import { SojournError } from './sojourn-error.ts'

/** Whether it can be a user's id: a well-formed text of 1 to 255 bytes without NUL, at which some SQLite ends a text. */
export function isUserId(userId: unknown): userId is string {
  if (typeof userId !== 'string' || userId === '' || userId.includes('\0')) return false
  return Buffer.byteLength(userId) <= 255 && userId.isWellFormed()
}

/** @throws `usage/invalid` */
export function requireUserId(userId: unknown): void {
  if (!isUserId(userId)) {
    throw new SojournError(
      'usage/invalid',
      'userId: a well-formed text of 1 to 255 bytes without NUL is needed',
    )
  }
}

/** @throws `usage/invalid` */
export function requireAuthentication(auth: {
  readonly methods: unknown
  readonly level?: unknown
  readonly roles?: SignInOptions['roles'] | null
}): void {
  const { methods, level = 1, roles = [] } = auth
  if (!isTexts(methods) || methods.length === 0) {
    throw new SojournError(
      'usage/invalid',
      "methods: say how the person was authenticated, like ['pwd'] (RFC 8176)",
    )
  }
  if (roles !== null && !isTexts(roles))
    throw new SojournError('usage/invalid', 'roles: a list of texts is needed')
  if (level !== 1 && level !== 2 && level !== 3)
    throw new SojournError('usage/invalid', 'level: 1, 2 or 3 is needed')
}

function isTexts(list: unknown): list is readonly string[] {
  return Array.isArray(list) && list.length <= 100 && list.every(isShortText)
}

function isShortText(text: unknown): boolean {
  return typeof text === 'string' && text.length <= 255
}
