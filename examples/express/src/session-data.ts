/** How many of each product, by its id. */
export type Cart = Readonly<Record<string, number>>

declare module 'sojourn' {
  interface Register {
    data: { readonly cart?: Cart }
  }
}
