import { catalog, type Product } from './catalog.ts'
import type { Cart } from './session-data.ts'

export interface CartLine {
  readonly product: Product
  readonly quantity: number
}

export const mostOfOne = 99

/** The cart's lines in the catalog's order. What is no product or no quantity is left out. */
export function cartLines(cart: Cart | undefined): readonly CartLine[] {
  return catalog
    .map((product) => ({ product, quantity: quantityOf(cart, product.id) }))
    .filter(({ quantity }) => quantity > 0)
}

export function quantityOf(cart: Cart | undefined, id: string): number {
  const quantity = cart && Object.hasOwn(cart, id) ? cart[id] : 0
  return typeof quantity === 'number' && Number.isSafeInteger(quantity) && quantity > 0
    ? Math.min(quantity, mostOfOne)
    : 0
}

export function countOf(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0)
}

export function totalOf(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { product, quantity }) => sum + quantity * product.cents, 0)
}
