import type { Letter } from './render-mail.ts'

/** When and from where something was done, for the person to recognise it. */
export interface Occasion {
  readonly at: number
  readonly network: string | null
}

/**
 * The mails of identity. None holds what a stranger could choose, such as a name or a user agent: a registration mails
 * whatever address was typed.
 */
export interface Letters {
  /** A code that confirms a new account. */
  readonly verify: (code: string, occasion: Occasion) => Letter
  /** To an address that has an account, when somebody registers it. */
  readonly 'registered-again': (occasion: Occasion) => Letter
  readonly reset: (code: string, occasion: Occasion) => Letter
  /** A code that confirms a changed address, to the new one. */
  readonly 'confirm-email': (code: string, occasion: Occasion) => Letter
  /** To an address that has an account, when another account wants to move to it. */
  readonly 'email-taken': (occasion: Occasion) => Letter
  /** To the old address. */
  readonly 'email-change-asked': (occasion: Occasion) => Letter
  readonly 'email-changed': (occasion: Occasion) => Letter
  readonly 'password-changed': (occasion: Occasion) => Letter
  readonly 'new-device': (occasion: Occasion) => Letter
}

export interface LettersOptions {
  readonly siteName: string
  /** Without a slash at its end. */
  readonly publicUrl: string
  readonly verifyLifeMs: number
  readonly changeLifeMs: number
  readonly resetLifeMs: number
}

export function createLetters({
  siteName,
  publicUrl,
  verifyLifeMs,
  changeLifeMs,
  resetLifeMs,
}: LettersOptions): Letters {
  const ignore = 'If it was not you, you need to do nothing: without this mail nobody can go on.'
  const forgot = { label: 'Set a new password', url: `${publicUrl}/forgot` }
  const notMine = 'If it was not you, set a new password at once: it signs everybody else out.'
  const once = (lifeMs: number): string => `The link works once, for ${lifeInWords(lifeMs)}.`
  return {
    verify: (code, occasion) => ({
      subject: `Confirm your address for ${siteName}`,
      paragraphs: [
        `Somebody asked for an account at ${siteName} with this address${placeOf(occasion)}. If it was you, confirm the address with the password that you chose.`,
        `${once(verifyLifeMs)} ${ignore}`,
      ],
      action: { label: 'Confirm my address', url: `${publicUrl}/verify#code=${code}` },
    }),
    'registered-again': (occasion) => ({
      subject: `You have an account at ${siteName} already`,
      paragraphs: [
        `Somebody tried to create an account at ${siteName} with this address${placeOf(occasion)}. There is one already, and nothing was changed. If it was you, sign in, or set a new password when you have forgotten yours.`,
        'If it was not you, you need to do nothing.',
      ],
      action: forgot,
    }),
    reset: (code, occasion) => ({
      subject: `Set a new password for ${siteName}`,
      paragraphs: [
        `Somebody asked to set a new password for your account at ${siteName}${placeOf(occasion)}. If it was you, go on here.`,
        `${once(resetLifeMs)} ${ignore}`,
      ],
      action: { label: 'Set a new password', url: `${publicUrl}/reset#code=${code}` },
    }),
    'confirm-email': (code, occasion) => ({
      subject: `Confirm your new address for ${siteName}`,
      paragraphs: [
        `Somebody wants to use this address for their account at ${siteName}${placeOf(occasion)}. If it was you, confirm the address.`,
        `${once(changeLifeMs)} ${ignore}`,
      ],
      action: { label: 'Confirm my new address', url: `${publicUrl}/verify#code=${code}&for=email` },
    }),
    'email-taken': (occasion) => ({
      subject: `This address has an account at ${siteName} already`,
      paragraphs: [
        `Somebody wants to use this address for another account at ${siteName}${placeOf(occasion)}. It has an account already, and nothing was changed.`,
        'If it was not you, you need to do nothing.',
      ],
    }),
    'email-change-asked': (occasion) => ({
      subject: `Your address at ${siteName} is about to change`,
      paragraphs: [
        `Somebody who is signed in to your account at ${siteName} asked to move it to another address${placeOf(occasion)}. It changes when the new address was confirmed.`,
        notMine,
      ],
      action: forgot,
    }),
    'email-changed': (occasion) => ({
      subject: `Your address at ${siteName} was changed`,
      paragraphs: [
        `Your account at ${siteName} was moved to another address${placeOf(occasion)}. This one signs in no more.`,
        'If it was not you, ask those who run the site for help at once.',
      ],
    }),
    'password-changed': (occasion) => ({
      subject: `Your password at ${siteName} was changed`,
      paragraphs: [`The password of your account at ${siteName} was changed${placeOf(occasion)}.`, notMine],
      action: forgot,
    }),
    'new-device': (occasion) => ({
      subject: `New sign-in to ${siteName}`,
      paragraphs: [
        `Somebody signed in to your account at ${siteName} on a device that was not seen before${placeOf(occasion)}. If it was you, all is well.`,
        notMine,
      ],
      action: { label: 'See my devices', url: `${publicUrl}/devices` },
    }),
  }
}

function placeOf({ at, network }: Occasion): string {
  const time = new Date(at).toISOString()
  const from = network === null ? '' : `, from the network ${network}`
  return ` (${time.slice(0, 10)} ${time.slice(11, 16)} UTC${from})`
}

function lifeInWords(ms: number): string {
  const units = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
  ] as const
  const [unitMs, word] =
    units.find(([size]) => ms >= size && ms % size === 0) ?? ([60_000, 'minute'] as const)
  const count = Math.max(1, Math.floor(ms / unitMs))
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
