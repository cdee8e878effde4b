import type { Picture } from '../catalog.ts'
import { type Html, html } from '../html.ts'

/** Drawings in four tones that follow the theme: `tone-1` is soft, `tone-2` the accent, `tone-3` ink, `tone-4` paper. */
const drawings: Readonly<Record<Picture, Html>> = {
  mug: html`
    <path class="line" d="M106 52h10a14 14 0 0 1 0 36h-12" />
    <path class="tone-2" d="M52 42h56v46a12 12 0 0 1-12 12H64a12 12 0 0 1-12-12z" />
    <path class="tone-4" d="M52 42h56v7H52z" />
    <path class="line thin" d="M68 32c-5-6 5-9 0-16m13 16c-5-6 5-9 0-16m13 16c-5-6 5-9 0-16" />`,
  blanket: html`
    <rect class="tone-1" x="36" y="74" width="88" height="24" rx="12" />
    <rect class="tone-2" x="36" y="50" width="88" height="24" rx="12" />
    <rect class="tone-4" x="36" y="26" width="88" height="24" rx="12" />
    <path class="line thin" d="M56 26v24m8-24v24M96 74v24m8-24v24" />
    <path class="stitch" d="M56 50v24m8-24v24m32-24v24m8-24v24" />`,
  notebook: html`
    <rect class="tone-3" x="52" y="20" width="64" height="84" rx="6" />
    <rect class="tone-2" x="48" y="18" width="64" height="84" rx="6" />
    <path class="tone-3" d="M48 24a6 6 0 0 1 6-6h5v84h-5a6 6 0 0 1-6-6z" />
    <rect class="tone-4" x="69" y="36" width="32" height="18" rx="3" />
    <path class="line thin" d="M75 43h20m-20 5h12" />`,
  lamp: html`
    <path class="tone-1" d="M54 62h52l20 40H34z" />
    <path class="line" d="M80 28v-8M80 62v38" />
    <path class="tone-2" d="M66 28h28l14 34H52z" />
    <path class="tone-3" d="M58 104a22 9 0 0 1 44 0z" />`,
  tote: html`
    <path class="line" d="M62 52V38a18 18 0 0 1 36 0v14" />
    <path class="tone-4" d="M44 48h72l-6 56H50z" />
    <path class="tone-2" d="M47 76h66l-3 28H50z" />
    <circle class="tone-3" cx="62" cy="58" r="2.5" /><circle class="tone-3" cx="98" cy="58" r="2.5" />`,
  key: html`
    <path class="line" d="M60 44l24 24" />
    <circle class="line" cx="48" cy="34" r="14" />
    <rect class="tone-2" x="70" y="60" width="58" height="34" rx="17" transform="rotate(20 84 72)" />
    <circle class="tone-4" cx="84" cy="71" r="5" />
    <path class="stitch" d="M96 78l18 7" />`,
}

export function productArt(id: Picture): Html {
  return html`<svg class="art" viewBox="0 0 160 120" aria-hidden="true">${drawings[id]}</svg>`
}

const glyphs = {
  computer: html`<rect x="4" y="5" width="16" height="11" rx="1.5" /><path d="M2 19h20" />`,
  phone: html`<rect x="7" y="2.5" width="10" height="19" rx="2.5" /><path d="M11 18.5h2" />`,
  terminal: html`<rect x="3" y="4" width="18" height="16" rx="2" /><path d="m7 9 3 3-3 3m6 0h4" />`,
  cart: html`<path d="M5 8h14l-1.2 12H6.2z" /><path d="M9 10V7a3 3 0 0 1 6 0v3" />`,
}

export function icon(name: keyof typeof glyphs): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${glyphs[name]}</svg>`
}

/** The mark: a doorway. */
export const mark: Html = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
  <path class="mark-wall" d="M3 22V11a9 9 0 0 1 18 0v11z" /><path class="mark-door" d="M8.5 22V12.5a3.5 3.5 0 0 1 7 0V22z" />
</svg>`
