import { expect, it } from 'vitest'
import { html } from './html.ts'

it('escapes text, in attributes too, and keeps markup', () => {
  const evil = `<a href="x" title='y'>&amp;</a>`
  expect(html`<p title="${evil}">${evil}</p>`.toString()).toBe(
    '<p title="&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;amp;&#60;/a&#62;">' +
      '&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;amp;&#60;/a&#62;</p>',
  )
  expect(html`${html`<b>${'<'}</b>`}${[html`<i></i>`, html`<hr>`]}${3}`.toString()).toBe(
    '<b>&#60;</b><i></i><hr>3',
  )
})

it('leaves out what is absent', () => {
  expect(html`a${null}b${undefined}c${false}d${''}e${0}`.toString()).toBe('abcde0')
})

it('takes nothing for markup that only looks like it', () => {
  const forged = { toString: () => '<script>' } as unknown as string // what a parsed body could hold
  expect(() => html`${forged}`).toThrow()
})
