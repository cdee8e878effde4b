import { describeDevice } from '../device-words.ts'
import { type Html, html } from '../html.ts'
import { timeAgo } from '../time-words.ts'
import { icon } from './art.ts'

/** What is shown of one session. */
export interface DeviceRow {
  readonly id: string
  readonly isThis: boolean
  readonly name: string | null
  readonly userAgent: string | null
  readonly network: string | null
  readonly createdAt: number
  readonly lastSeenAt: number
}

export function devicesPage(devices: readonly DeviceRow[], now: number): Html {
  return html`<section aria-labelledby="devices-title">
<div class="section-head">
<div><h2 id="devices-title">Your devices</h2>
<p class="soft">Where you are signed in. Sign out what you don’t know, then change your password.</p></div>
${devices.length > 1 && html`<form method="post" action="/account/devices/end-others"><button class="quiet danger">Sign out all others</button></form>`}
</div>
<ul class="card rows">${devices.map((device) => deviceRow(device, now))}</ul>
</section>`
}

function deviceRow(device: DeviceRow, now: number): Html {
  const { id, isThis, name, userAgent, network, createdAt, lastSeenAt } = device
  const { label, shape } = describeDevice(userAgent)
  const title = name ?? label
  return html`<li class="row device">
<span class="device-icon">${icon(shape)}</span>
<div class="row-text">
<h3>${title}${isThis && html` <span class="badge">This device</span>`}</h3>
<p>${[name !== null && label, network].filter(Boolean).join(' · ')}</p>
<p><span class="phrase">${isThis ? 'In use now' : html`Last seen ${time(lastSeenAt, now)}`}</span> · <span class="phrase">signed in ${time(createdAt, now)}</span></p>
<details>
<summary>Rename<span class="unseen"> ${title}</span></summary>
<form class="inline" method="post" action="/account/devices/${id}/name">
<label class="unseen" for="name-${id}">Name of this device</label>
<input id="name-${id}" name="name" type="text" maxlength="60" autocomplete="off" value="${name ?? ''}" placeholder="${label}">
<button class="small">Save</button>
</form>
</details>
</div>
${!isThis && html`<form method="post" action="/account/devices/${id}/end"><button class="small quiet">Sign out<span class="unseen"> ${title}</span></button></form>`}
</li>`
}

function time(at: number, now: number): Html {
  const exact = new Date(at).toISOString()
  return html`<time datetime="${exact}" title="${exact.replace('T', ' ').slice(0, 16)} UTC">${timeAgo(at, now)}</time>`
}
