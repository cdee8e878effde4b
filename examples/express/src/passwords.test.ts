import { describe, expect, it } from 'vitest'
import { createPasswords, whyNotPassword } from './passwords.ts'

const nobody = { email: '', name: '' }
const line = { running: 1, waiting: 0, perNetwork: 1 }
const noLine = { running: 0, waiting: 0, perNetwork: 0 }

describe('passwords', () => {
  it("keeps them as argon2id with OWASP's parameters", async () => {
    const passwords = await createPasswords()
    const stored = await passwords.hash('a quiet place by the sea', { line: 'new' })
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await passwords.check(stored, 'a quiet place by the sea')).toBe(true)
    expect(await passwords.check(stored, 'a quiet place by the see')).toBe(false)
  })

  it('takes one text in any composition', async () => {
    const passwords = await createPasswords()
    const stored = await passwords.hash('caf\u00e9 by the sea, early', { line: 'new' })
    expect(await passwords.check(stored, 'cafe\u0301 by the sea, early')).toBe(true)
  })

  it('hashes for an account that does not exist, and lets nobody in', async () => {
    const passwords = await createPasswords({ known: line, new: noLine })
    const first = passwords.check(null, 'a quiet place by the sea')
    // The one place is taken: for nobody's account the work is done as well.
    await expect(passwords.check(null, 'another')).rejects.toMatchObject({ status: 503, code: 'shop/busy' })
    expect(await first).toBe(false)
  })

  it('looks at no more than 1024 bytes', async () => {
    const passwords = await createPasswords({ known: noLine, new: line })
    let begun = 0
    const onBegin = (): void => void begun++
    expect(await passwords.check(null, 'x'.repeat(1025), { onBegin })).toBe(false)
    await expect(passwords.check(null, 'x'.repeat(1024), { onBegin })).rejects.toMatchObject({ status: 503 })
    expect(begun).toBe(0)
  })

  it('lets new accounts wait in a line of their own', async () => {
    const passwords = await createPasswords({ known: line, new: line })
    const hashed = passwords.hash('a quiet place by the sea', { line: 'new' })
    await expect(passwords.hash('another', { line: 'new' })).rejects.toMatchObject({ status: 503 })
    expect(await passwords.check(null, 'a quiet place by the sea')).toBe(false)
    await hashed
  })
})

describe('a new password', () => {
  it.each([
    ['', 'Choose a password of 15 or more characters.'],
    ['14 characters!', 'Add 1 more character: a short sentence works well.'],
    ['🙂🙂🙂🙂🙂🙂🙂🙂', 'Add 7 more characters: a short sentence works well.'],
    ['aaaaaaaaaaaaaaaaaaaa', 'Use more than a few different characters.'],
    ['é'.repeat(513), 'Use at most 1024 bytes.'],
  ])('%j is refused', (password, why) => {
    expect(whyNotPassword(password, nobody)).toBe(why)
  })

  it('is not the name or the address', () => {
    const about = { email: 'Nora.Lind@example.com', name: 'Nora Elisabet Lind' }
    expect(whyNotPassword('nora.lind@EXAMPLE.com', about)).not.toBeNull()
    expect(whyNotPassword('nora elisabet lind', about)).not.toBeNull()
  })

  it('is accepted from 15 characters on, of whatever kind', () => {
    expect(whyNotPassword('fifteen letters', nobody)).toBeNull()
    expect(whyNotPassword('ein ruhiger Ort', nobody)).toBeNull()
    expect(whyNotPassword('静かな海辺の場所で朝を迎える日々', nobody)).toBeNull()
  })
})
