import type { ReactElement } from 'react'

/** Line drawings on a grid of 24 by 24. */
const drawings = {
  alert: 'M12 3.5 2.5 20h19L12 3.5ZM12 10v4.5M12 17.2v.1',
  arrow: 'M19 12H5M11 6l-6 6 6 6',
  check: 'M4.5 12.5 9.5 17.5 19.5 7',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2',
  cross: 'M6 6l12 12M18 6 6 18',
  dark: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z',
  devices: 'M3.5 5h13v9.5h-13ZM2 18.5h9M14.5 10.5h6v9h-6Z',
  download: 'M12 4v11M7 10.5l5 5 5-5M4.5 20h15',
  eye: 'M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  'eye-off':
    'M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM4 20 20 4',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11v5.5M12 7.7v.1',
  key: 'M8 11.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM10.8 12.7 19.5 4M15.5 8l3 3',
  laptop: 'M5 5.5h14v10H5ZM2.5 19h19',
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  mail: 'M3.5 5.5h17v13h-17ZM4 6.5l8 6.5 8-6.5',
  pencil: 'M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5ZM13.5 7l3.5 3.5',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6',
  phone: 'M7 2.5h10v19H7ZM10.5 18.5h3',
  shield: 'M12 3l7.5 2.8v5.7c0 4.6-3 7.8-7.5 9.5-4.5-1.7-7.5-4.9-7.5-9.5V5.8ZM8.8 12l2.3 2.3 4.3-4.5',
  'sign-out': 'M14 4H5v16h9M10 12h10.5M16.5 8l4 4-4 4',
  system: 'M3.5 4.5h17v11.5h-17ZM8 20h8M12 16v4',
  terminal: 'M3 4.5h18v15H3ZM7 9l3 3-3 3M12.5 15H17',
} as const

export type IconName = keyof typeof drawings

/** A picture that only repeats what stands beside it. */
export function Icon({ name }: { name: IconName }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={drawings[name]} />
    </svg>
  )
}
