import { z } from 'zod'

/** What no text of one line may hold: control characters, and halves of characters. */
const oneLine = /^[^\p{Cc}\p{Cs}]*$/u
const wellFormed = /^[^\p{Cs}]*$/u

/** A text of one line. */
export function line(most: number): z.ZodString {
  return z.string().max(most).regex(oneLine, 'Send one line of text')
}

/** An address. Whether it is one, identity says, in the same way for every address. */
export const email = line(320).min(1).describe('An e-mail address.')

/** A password, whatever it holds. */
export const password = z
  .string()
  .min(1)
  .max(4096)
  .regex(wellFormed, 'Send whole characters')
  .describe('A password; every character counts.')

/** A mailed code. */
export const code = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,200}$/, 'Send the code as it was mailed')
  .describe('The code of a mail, as it stands in the link.')

/** A name of a person. */
export const personName = line(200).describe('What the person is called.')

/** A name that somebody gives a device. */
export const deviceName = line(100).describe('What the device is called.')

export const clientKind = z
  .enum(['web', 'native', 'token'])
  .default('web')
  .describe(
    'How the client holds its credentials: in a cookie, as access and refresh token, or as one token.',
  )

const mark = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,200}$/, 'Send the mark as it was given')
  .describe('The mark that an earlier sign-in gave this device. Browsers keep it in a cookie.')

/** The device that signs in. */
export const device = z
  .strictObject({ id: mark.optional(), name: deviceName.optional() })
  .describe('The device that signs in.')

/** The device of somebody whose session has its name already. */
export const markedDevice = z
  .strictObject({ id: mark.optional() })
  .describe('The device that presents a token.')

export const refreshToken = z.string().min(1).max(512).describe('The refresh token.')

/** A JSON object as it was sent: zod would drop a `__proto__` from it without a word, and the engine refuses it. */
export const dataPatch = z
  .custom<Record<string, unknown>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'Send an object',
  )
  .meta({ type: 'object', description: 'A JSON Merge Patch.' })

/** The handle of a session. */
export const sessionId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{24}$/)
  .describe('The handle of a session, as the list of sessions has it.')
