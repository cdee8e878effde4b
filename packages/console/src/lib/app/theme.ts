const key = 'sojourn-theme'

/** The themes that a person can choose from; `system` follows the device. */
export const themes = ['system', 'light', 'dark'] as const

export type Theme = (typeof themes)[number]

/** The theme that was chosen in this browser. */
export function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(key)
    return themes.find((theme) => theme === kept) ?? 'system'
  } catch {
    return 'system'
  }
}

/** Shows the page in a theme, and keeps the choice in this browser where it can. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  try {
    if (theme === 'system') localStorage.removeItem(key)
    else localStorage.setItem(key, theme)
  } catch {
    // Storage is closed to this page: the choice lasts as long as the page.
  }
}

/** Keeps the choice again: what a site kept in the browser is cleared when somebody signs out. */
export function keepTheme(): void {
  const shown = document.documentElement.dataset.theme
  applyTheme(themes.find((theme) => theme === shown) ?? 'system')
}
