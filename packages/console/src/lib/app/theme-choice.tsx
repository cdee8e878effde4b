import { type ReactElement, useState } from 'react'
import { Icon, type IconName } from '../parts/icon.tsx'
import { applyTheme, readTheme, type Theme, themes } from './theme.ts'

const labels: Record<Theme, { text: string; icon: IconName }> = {
  system: { text: 'As the device', icon: 'system' },
  light: { text: 'Light', icon: 'light' },
  dark: { text: 'Dark', icon: 'dark' },
}

/** Chooses between light and dark. */
export function ThemeChoice(): ReactElement {
  const [chosen, setChosen] = useState(readTheme)
  const choose = (theme: Theme): void => {
    applyTheme(theme)
    setChosen(theme)
  }
  return (
    <div className="themes" role="radiogroup" aria-label="Colours">
      {themes.map((theme) => (
        <span key={theme} className="theme" title={labels[theme].text}>
          <input
            type="radio"
            name="theme"
            value={theme}
            aria-label={labels[theme].text}
            checked={theme === chosen}
            onChange={() => choose(theme)}
          />
          <Icon name={labels[theme].icon} />
        </span>
      ))}
    </div>
  )
}
