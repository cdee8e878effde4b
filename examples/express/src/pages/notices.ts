import { type Html, html } from '../html.ts'

/** What a page may say at its top after a redirect: only these, so that no link puts words into our mouth. */
const notices = {
  added: html`Added to your cart. <a href="/cart">See your cart</a>`,
  registered: html`Your account is ready, and you are signed in.`,
  'signed-out': html`You are signed out.`,
  ordered: html`Thank you. Your order is on its way to nowhere.`,
  'device-ended': html`That device is signed out.`,
  'others-ended': html`All other devices are signed out.`,
  'device-named': html`The device has its new name.`,
  'password-changed': html`Your password is changed. All other devices are signed out.`,
}

export type Notice = keyof typeof notices

export function noticeOf(name: unknown): Html | null {
  return typeof name === 'string' && Object.hasOwn(notices, name) ? notices[name as Notice] : null // just looked up
}
