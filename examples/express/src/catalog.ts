export type Picture = 'mug' | 'blanket' | 'notebook' | 'lamp' | 'tote' | 'key'

export interface Product {
  readonly id: Picture
  readonly name: string
  readonly about: string
  readonly cents: number
}

/** Six things for a stay. */
export const catalog: readonly Product[] = [
  { id: 'mug', name: 'Enamel mug', about: 'Keeps the first coffee warm', cents: 1800 },
  { id: 'blanket', name: 'Wool blanket', about: 'For late evenings outside', cents: 8900 },
  { id: 'notebook', name: 'Pocket notebook', about: 'Ninety-six plain pages', cents: 1200 },
  { id: 'lamp', name: 'Reading lamp', about: 'A small circle of light', cents: 6400 },
  { id: 'tote', name: 'Canvas tote', about: 'Carries more than it should', cents: 2600 },
  { id: 'key', name: 'Brass key tag', about: 'So that you find your way in', cents: 1400 },
]

export function findProduct(id: string): Product | null {
  return catalog.find((product) => product.id === id) ?? null
}

/** @example price(1800) // '€18.00' */
export function price(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`
}
