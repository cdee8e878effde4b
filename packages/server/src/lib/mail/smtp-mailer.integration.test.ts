import { afterEach, expect, it } from 'vitest'
import { createSmtpMailer, readMailServer } from './smtp-mailer.ts'
import {
  startMailServer,
  type TestMailServer,
  type TestMailServerOptions,
} from './smtp-server.test-support.ts'

const from = 'Example <no-reply@app.example>'
const mail = { to: 'nora@example.com', subject: 'Hello', text: 'plain words', html: '<p>words</p>' }
const servers: TestMailServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function start(options?: TestMailServerOptions): Promise<TestMailServer> {
  const server = await startMailServer(options)
  servers.push(server)
  return server
}

it('hands a mail over, with name and password, once it is asked to', async () => {
  const server = await start()
  const mailer = createSmtpMailer({ kind: 'smtp', from, url: server.url.replace('//', '//me:s%40fe@') })
  await mailer.send(mail)
  mailer.close()
  const [talk = ''] = server.talks
  expect(talk).toContain(`AUTH PLAIN ${Buffer.from('\0me\0s@fe').toString('base64')}`)
  expect(talk).toMatch(/MAIL FROM:<no-reply@app.example>[\s\S]*RCPT TO:<nora@example.com>[\s\S]*plain words/)
})

it('lets nothing in an address or a subject become a header or a second recipient', async () => {
  const server = await start()
  const mailer = createSmtpMailer({ kind: 'smtp', from, url: server.url })
  const to = 'nora@example.com, eve@evil.example\r\nBcc: eve@evil.example'
  await mailer.send({ ...mail, to, subject: 'Hi\r\nBcc: eve@evil.example' }).catch(() => {})
  mailer.close()
  expect(server.talks.join('')).not.toMatch(/^RCPT TO:<eve@|^Bcc:/m)
})

it('connects and signs in to be verified, and says so when it cannot', async () => {
  const good = createSmtpMailer({ kind: 'smtp', from, url: (await start()).url })
  await expect(good.verify()).resolves.toBeUndefined()
  const url = (await start({ refuses: true })).url.replace('//', '//me:wrong@')
  await expect(createSmtpMailer({ kind: 'smtp', from, url }).verify()).rejects.toMatchObject({
    code: 'EAUTH',
  })
  const closed = await start()
  await closed.close()
  servers.pop()
  await expect(createSmtpMailer({ kind: 'smtp', from, url: closed.url }).verify()).rejects.toMatchObject({
    code: expect.stringMatching(/ECONNREFUSED|ESOCKET|ECONNECTION/),
  })
})

it('requires TLS of every server but one of this machine, and bounds every wait', () => {
  expect(readMailServer('smtp://mail.example')).toMatchObject({
    port: 587,
    secure: false,
    requireTLS: true,
    ignoreTLS: false,
  })
  expect(readMailServer('smtps://mail.example')).toMatchObject({
    port: 465,
    secure: true,
    tls: { minVersion: 'TLSv1.2' },
  })
  expect(readMailServer('smtp://[::1]:2525')).toMatchObject({
    host: '::1',
    port: 2525,
    requireTLS: false,
    ignoreTLS: true,
  })
  for (const name of ['connectionTimeout', 'greetingTimeout', 'socketTimeout', 'dnsTimeout'] as const) {
    expect(readMailServer('smtp://mail.example')[name]).toBeLessThanOrEqual(20_000)
  }
})
