import type { Request, Response } from 'express'
import type { StoredAccount } from './accounts.ts'
import type { Shop } from './shop.ts'
import { ShopError } from './shop-error.ts'

/**
 * The signed-in person of a request, or null after having sent a browser to the sign-in page.
 *
 * @param next the page to come back to; default the one that was asked for
 */
export function personOrSignIn(
  shop: Shop,
  req: Request,
  res: Response,
  next: string = req.originalUrl,
): StoredAccount | null {
  if (req.session.status === 'signed-in') return personOf(shop, req.session.userId)
  res.redirect(303, `/sign-in?next=${encodeURIComponent(next)}`)
  return null
}

/** @throws ShopError 403 when the account is no more */
export function personOf(shop: Pick<Shop, 'accounts'>, userId: string): StoredAccount {
  const account = shop.accounts.findById(userId)
  if (account) return account
  throw new ShopError(403, 'shop/no-account', 'This account no longer exists. Sign out to go on.')
}
