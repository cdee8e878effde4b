import type { IconName } from '../parts/icon.tsx'

/** A line of "recent activity" for people. */
export interface ActivityWords {
  readonly text: string
  readonly icon: IconName
  /** Whether it should catch the eye of somebody who did not do it. */
  readonly isAlarming: boolean
}

const words: Readonly<Record<string, readonly [text: string, icon: IconName, alarming?: 'alarming']>> = {
  registered: ['Account created', 'person'],
  verified: ['Email address confirmed', 'mail'],
  'signed-in': ['Signed in', 'key'],
  'signed-in-new-device': ['Signed in on a new device', 'key', 'alarming'],
  reauthenticated: ['Password confirmed', 'key'],
  'password-changed': ['Password changed', 'shield'],
  'password-reset-asked': ['Link for a new password requested', 'mail'],
  'password-reset': ['New password set by a mailed link', 'shield', 'alarming'],
  'email-change-asked': ['Change of email address requested', 'mail'],
  'email-changed': ['Email address changed', 'mail', 'alarming'],
  renamed: ['Name changed', 'pencil'],
  'roles-changed': ['Rights changed by an administrator', 'shield'],
  disabled: ['Account disabled by an administrator', 'shield'],
  enabled: ['Account enabled by an administrator', 'shield'],
  exported: ['Data downloaded', 'download'],
  'signed-out': ['Signed out', 'sign-out'],
  'session-ended': ['Session ended from another device', 'sign-out'],
  'sessions-ended': ['All other sessions ended', 'sign-out'],
  'device-named': ['Device named', 'pencil'],
  'refresh-theft': ['A stolen session was stopped', 'alert', 'alarming'],
  'network-changed': ['Network changed', 'devices'],
}

/** The words for a kind of activity; a kind of a newer server is shown as it is called. */
export function activityWords(kind: string): ActivityWords {
  const found = Object.hasOwn(words, kind) ? words[kind] : undefined
  if (!found) {
    const text = kind.replaceAll('-', ' ')
    return { text: text.charAt(0).toUpperCase() + text.slice(1), icon: 'clock', isAlarming: false }
  }
  const [text, icon, alarming] = found
  return { text, icon, isAlarming: alarming !== undefined }
}
