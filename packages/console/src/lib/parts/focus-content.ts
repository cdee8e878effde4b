/** Gives the focus to the content of the page when what had it is gone, so that the Tab key goes on from there. */
export function focusContentWhenLost(): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body)
      document.getElementById('content')?.focus({ preventScroll: true })
  })
}
