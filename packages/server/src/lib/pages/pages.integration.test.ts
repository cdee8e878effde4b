import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ann, startServer, type TestServer } from '../routes/server.test-support.ts'

const script = `console.log(${JSON.stringify('x'.repeat(3000))})`
let folder: string
let server: TestServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sojourn-console-'))
  await mkdir(join(folder, 'dist', 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'a secret')
  await writeFile(join(folder, 'dist', 'index.html'), '<!doctype html><title>Console</title>')
  await writeFile(join(folder, 'dist', 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(folder, 'dist', 'run.exe'), 'MZ')
  await writeFile(join(folder, 'dist', 'assets', 'index-Abc123_-.js'), script)
  await writeFile(join(folder, 'dist', 'assets', 'index-Abc123_-.css'), 'body{}')
  server = await startServer({ env: { SOJOURN_MAIL: 'outbox' }, consoleFolder: join(folder, 'dist') })
})
afterAll(async () => {
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the console', () => {
  it.each([
    '/',
    '/sign-in',
    '/register',
    '/verify',
    '/forgot',
    '/reset',
    '/devices',
    '/security',
    '/profile',
  ])('is served at %s, fresh each time and under a policy that runs nothing inline', async (path) => {
    const answer = await server.send({ path })
    expect([answer.status, answer.text]).toEqual([200, '<!doctype html><title>Console</title>'])
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
    })
    expect(answer.headers['content-security-policy']).not.toMatch(/unsafe|\*|http/)
    expect((await server.send({ path: `${path}?code=x`, headers: { host: 'evil.example' } })).status).toBe(
      421,
    )
    expect((await server.send({ method: 'POST', path })).status).toBe(405)
  })

  it('has assets that browsers keep for good, small on the way', async () => {
    const path = '/assets/index-Abc123_-.js'
    const plain = await server.send({ path })
    expect(plain.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'accept-encoding',
    })
    expect(plain.text).toBe(script)
    const response = await fetch(server.url + path, { headers: { 'accept-encoding': 'br' } })
    expect(response.headers.get('content-encoding')).toBe('br')
    expect(await response.text()).toBe(script)
  })

  it('has other files that browsers ask about again', async () => {
    const first = await server.send({ path: '/favicon.svg' })
    expect(first.headers['content-type']).toBe('image/svg+xml')
    const again = await server.send({
      path: '/favicon.svg',
      headers: { 'if-none-match': first.headers.etag ?? '' },
    })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  it.each([
    '/assets/../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/....//secret.txt',
    '/assets/index-Abc123_-.js%00.css',
    '/assets/',
    '/assets',
    '/assets/index-Abc123_-.js/',
    '/assets/constructor',
    '/assets/__proto__',
    '//assets/index-Abc123_-.js',
    '/index.html',
    '/run.exe',
    '/secret.txt',
    '/%2e%2e/secret.txt',
    '/etc/passwd',
    '/.env',
    '/src/main.ts',
  ])('has nothing at %s', async (path) => {
    const answer = await server.send({ path })
    expect([400, 404]).toContain(answer.status)
    expect(answer.text).not.toContain('a secret')
  })

  it('lead a password manager to where passwords are changed', async () => {
    const answer = await server.send({ path: '/.well-known/change-password' })
    expect([answer.status, answer.headers.location]).toEqual([303, '/security'])
  })

  it('tells a browser that goes elsewhere, in words, that nothing is there', async () => {
    const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' }
    const answer = await server.send({ path: '/<script>alert(1)</script>', headers })
    expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/html; charset=UTF-8'])
    expect(answer.text).toContain('There is nothing here')
    expect(answer.text).not.toContain('alert')
  })

  it('says how to build it when it was not', async () => {
    const bare = await startServer()
    const answer = await bare.send({ path: '/' })
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('npm run build')
    await bare.close()
  })
})

describe('the outbox', () => {
  it('shows the newest mail first, its links to this server, and everything else as text', async () => {
    const name = '<script>alert(1)</script>'
    await server.visitor().post('/auth/register', { ...ann, email: 'mallory@example.com', name })
    await server.codeFor('mallory@example.com')
    await server.outbox?.send({
      to: 'b@example.com',
      subject: '<b>bold</b> & "quoted"',
      text: `See http://localhost:${server.port}/verify#code=abc or https://evil.example/x or javascript:alert(1)`,
      html: '<script>alert(2)</script>',
    })
    const { status, text, headers } = await server.send({ path: '/outbox' })
    expect([status, headers['cache-control']]).toEqual([200, 'no-store'])
    expect(text).toContain('&lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot;')
    expect(text).toContain(`<a href="http://localhost:${server.port}/verify#code=abc">`)
    expect(text).not.toMatch(/href="(https:\/\/evil|javascript)/)
    expect(text).not.toMatch(/<script|alert\(2\)|style="|\son\w+="/)
    expect(text.indexOf('b@example.com')).toBeLessThan(text.indexOf('mallory@example.com'))
    const { json } = await server.send({ path: '/outbox.json' })
    expect(json.mails[0]).toMatchObject({ to: 'b@example.com', at: expect.stringMatching(/Z$/) })
  })

  it('is for this machine only: not by another name, not through a proxy, not for other sites', async () => {
    const attempts: readonly Record<string, string>[] = [
      { host: 'evil.example' },
      { host: `evil.example:${server.port}` },
      { 'x-forwarded-for': '203.0.113.7' },
      { forwarded: 'for=203.0.113.7' },
      { via: '1.1 proxy' },
      { 'x-real-ip': '203.0.113.7' },
      { 'x-forwarded-port': '443' },
    ]
    for (const headers of attempts) {
      for (const path of ['/outbox', '/outbox.json', '/metrics']) {
        const answer = await server.send({ path, headers })
        expect([403, 404, 421], `${path} ${JSON.stringify(headers)}`).toContain(answer.status)
        expect(answer.text).not.toContain('code=')
      }
    }
    const read = await server.send({ path: '/outbox.json', headers: { origin: 'https://evil.example' } })
    expect(read.headers['access-control-allow-origin']).toBeUndefined()
    expect(read.headers['cross-origin-resource-policy']).toBe('same-origin')
  })

  it('is shown under its own name and port only, and not by HTTP/1.0: a plain proxy leaves no other trace', async () => {
    const own = `localhost:${server.port}`
    const ask = async (version: string, host: string): Promise<string> => {
      const socket = connect(server.port, '127.0.0.1')
      socket.end(`GET /outbox.json HTTP/${version}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      const [head = ''] = (await text(socket)).split('\r\n')
      return head.split(' ')[1] ?? ''
    }
    expect(await ask('1.1', own)).toBe('200')
    expect(await ask('1.0', own)).toBe('404')
    for (const host of [`127.0.0.1:${server.port}`, 'localhost', 'localhost:1', `[::1]:${server.port}`]) {
      expect(await ask('1.1', host), host).toBe('404')
    }
  })

  it('is not there where mail is sent or none is', async () => {
    const other = await startServer()
    for (const path of ['/outbox', '/outbox.json']) expect((await other.send({ path })).status).toBe(404)
    await other.close()
  })
})

describe('the page to try the API', () => {
  it('runs nothing inline, and loads nothing from elsewhere', async () => {
    const { status, text } = await server.send({ path: '/try' })
    expect(status).toBe(200)
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style|style="|\son\w+="|https?:\/\//)
    const addresses = [...text.matchAll(/(?:src|href)="(\/own\/[^"]+)"/g)].map(([, address]) => address ?? '')
    expect(addresses.length).toBe(3)
    for (const path of addresses) {
      const file = await server.send({ path })
      expect([file.status, file.headers['cache-control']]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ])
      expect(file.text).not.toMatch(/https?:\/\/|innerHTML|eval\(/)
    }
  })
})
