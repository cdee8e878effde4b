/** What the paths of the server's routes begin with: the server writes it into the page. */
export function basePath(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="sojourn-base"]')?.content || '/auth'
}
