import { isLoopbackAddress } from '../settings/loopback.ts'
import type { Settings } from '../settings/settings.ts'
import { confirmsNobody } from '../start/warn-of-settings.ts'
import { type Finding, look, well } from './finding.ts'

/** What is allowed, and should not go unnoticed; each on its own. */
export function examineSettings(settings: Settings): readonly Finding[] {
  const found = [reach(settings), confirmation(settings), passwordLength(settings)].filter(
    (finding) => finding !== null,
  )
  return [...(found.length > 0 ? found : [well('settings', 'all of them fit')]), ...level(settings)]
}

function reach({ proxies, listen }: Settings): Finding | null {
  if (typeof proxies !== 'number' || isLoopbackAddress(listen)) return null
  const fix = 'Name the addresses of the proxies in SOJOURN_PROXIES, or let nobody else reach the port.'
  return look('settings', `whoever reaches ${listen} directly is believed like a proxy`, fix)
}

function confirmation(settings: Settings): Finding | null {
  if (!confirmsNobody(settings)) return null
  const fix = 'Give a mail server in SOJOURN_MAIL, or SOJOURN_REGISTRATION=closed.'
  return look('settings', 'anybody can register any address, and none is confirmed', fix)
}

function passwordLength({ password }: Settings): Finding | null {
  if (password.minLength >= 15) return null
  const fix = 'Ask for 15, as the password is the only factor (SP 800-63B-4 §3.1.1.2).'
  return look('settings', `passwords of ${password.minLength} characters are taken`, fix)
}

/** A level is more than its lifetimes: what people sign in with has to reach it. */
function level({ policy }: Settings): readonly Finding[] {
  const reason =
    policy.justification === undefined ? '' : `; looser than the level because: ${policy.justification}`
  if (policy.level === undefined) return []
  if (policy.level === 1) return [well('level', `lifetimes of level 1, which a password reaches${reason}`)]
  const fix =
    'Take it for shorter lifetimes only, and ask for no level above 1 in an application: second factors are not built yet.'
  const said = `lifetimes of level ${policy.level}, but people sign in with a password alone, which is level 1${reason}`
  return [look('level', said, fix)]
}
