import type { Log } from '../log/log.ts'
import type { Settings } from '../settings/settings.ts'

/** Says at the start what is allowed, and should not go unnoticed. */
export function warnOfSettings(settings: Settings, publicUrl: string, log: Log): void {
  if (settings.mail.kind === 'outbox') {
    const text =
      'mails are not sent but shown, with the codes in them: for development only, put no proxy in front'
    log.warn({ outbox: `${publicUrl}/outbox` }, text)
  }
  if (confirmsNobody(settings)) {
    const fix = 'SOJOURN_MAIL=smtps://… or SOJOURN_REGISTRATION=closed'
    log.warn({ fix }, 'anybody can register any address, and none is confirmed: no mail is sent')
  }
  logAssurance(settings, log)
}

/** Why lifetimes are looser than their level allows has to be on record (ASVS 5.0 §7.1.1). */
function logAssurance({ policy }: Settings, log: Log): void {
  const { level = null, justification = null } = policy
  const fields = { assuranceLevel: level, justification }
  if (justification !== null) log.warn(fields, 'lifetimes may be looser than their level allows')
  else if (level !== null) log.info(fields, 'lifetimes keep their level')
}

/** Whether others reach the server and may register with any address, none of which is ever confirmed. */
export function confirmsNobody({ mail, origin, registration }: Settings): boolean {
  return mail.kind === 'none' && origin !== null && registration === 'open'
}
