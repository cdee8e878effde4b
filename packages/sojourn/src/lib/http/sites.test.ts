import { describe, expect, it } from 'vitest'
import { createSites } from './sites.ts'

describe('createSites', () => {
  it('serves this machine alone when no origin is given', () => {
    const sites = createSites(undefined)
    for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST:3000', 'localhost']) {
      expect(sites.find(host, false)).toMatchObject({ loopback: true, confidential: true })
    }
    for (const host of [
      'app.example',
      '10.0.0.1:3000',
      'localhost.evil.example',
      'localhost@evil.example',
      'localhost:3000/x',
      '',
      'a b',
      '127.0.0.2',
      undefined,
    ]) {
      expect(sites.find(host, false)).toBeUndefined()
    }
  })
  it('names the loopback cookie by port, without Secure; over TLS it is the strict one', () => {
    const sites = createSites(undefined)
    expect(sites.find('localhost:3000', false)).toMatchObject({
      origin: 'http://localhost:3000',
      cookie: { name: 'sojourn-3000', attributes: '; Path=/; HttpOnly; SameSite=Lax' },
    })
    expect(sites.find('localhost', false)).toMatchObject({
      origin: 'http://localhost',
      cookie: { name: 'sojourn-80' },
    })
    expect(sites.find('localhost:3443', true)).toMatchObject({
      origin: 'https://localhost:3443',
      cookie: { name: '__Host-sojourn' },
    })
  })
  it('serves the configured origins and no other host, this machine included', () => {
    const sites = createSites(['https://app.example', 'https://admin.example:8443'])
    expect(sites.find('app.example', true)?.origin).toBe('https://app.example')
    expect(sites.find('APP.example:443', true)?.origin).toBe('https://app.example')
    expect(sites.find('admin.example:8443', true)?.origin).toBe('https://admin.example:8443')
    for (const host of [
      'localhost',
      'admin.example',
      'app.example:8443',
      'x.app.example',
      'app.example.evil.example',
    ]) {
      expect(sites.find(host, true)).toBeUndefined()
    }
  })
  it('knows plain HTTP to another machine as not confidential', () => {
    expect(createSites('https://app.example').find('app.example', false)).toMatchObject({
      origin: 'https://app.example',
      confidential: false,
    })
  })
  it('remembers a bounded number of ways to write a host', () => {
    const sites = createSites(undefined)
    for (let port = 1; port < 1000; port++) expect(sites.find(`localhost:${port}`, false)).toBeDefined()
    expect(sites.find('localhost:1', false)?.cookie.name).toBe('sojourn-1')
  })
  it('refuses an origin that is none, or is not encrypted', () => {
    for (const text of [
      'app.example',
      'https://app.example/',
      'https://app.example/x',
      'http://app.example',
      'ftp://app.example',
      'null',
      '*',
      'https://APP.example',
    ]) {
      expect(() => createSites(text)).toThrow(expect.objectContaining({ code: 'config/invalid' }))
    }
    expect(() => createSites('http://localhost:3000')).not.toThrow()
  })
  it('refuses a cookie domain that the origin is not in', () => {
    expect(() => createSites('https://app.example.com', { domain: 'example.com' })).not.toThrow()
    for (const domain of [
      'example.org',
      'ample.com',
      'app.example.com.evil.example',
      'x; Path=/',
      '.example.com',
      'com',
    ]) {
      expect(() => createSites('https://app.example.com', { domain })).toThrow(
        expect.objectContaining({ code: 'config/invalid' }),
      )
    }
  })
})
