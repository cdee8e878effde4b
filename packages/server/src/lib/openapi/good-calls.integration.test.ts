import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer } from '../routes/server.test-support.ts'
import { carriers, clientOf, credentialIn, expectKeptOut, presenting } from './caller.test-support.ts'
import { type DocumentedOperation, readDocument } from './document.test-support.ts'
import { goodCalls, prepare, type Servers } from './good-calls.test-support.ts'

describe('a good call of every operation', () => {
  let servers: Servers
  let operations: readonly DocumentedOperation[]

  beforeAll(async () => {
    servers = {
      plain: await startServer(),
      mailing: await startServer({ env: { SOJOURN_MAIL: 'outbox' } }),
    }
    operations = await readDocument(servers.plain)
  })
  afterAll(async () => {
    await servers?.plain.close()
    await servers?.mailing.close()
  })

  it('is known here', () => {
    expect(Object.keys(goodCalls).sort()).toEqual(
      operations.map(({ operation }) => operation.operationId).sort(),
    )
  })

  it.each(carriers)('is answered as the document says (%s)', async (carrier) => {
    for (const operation of operations) {
      const { server, caller, sent, expect: status, signsIn } = await prepare(servers, operation, carrier)
      const answer = await caller.send(sent)
      const what = `${sent.method} ${sent.path}: ${answer.text.slice(0, 300)}`
      expect(answer.status, what).toBe(status)
      expect(operation.flaw(answer), what).toBe(null)
      expectKeptOut(sent.path, answer)
      if (!signsIn) continue
      const headers = presenting(server, carrier, credentialIn(server, answer))
      const me = await server.send({ path: '/auth/session', headers })
      expect([me.status, me.json.session.client.kind], what).toEqual([200, clientOf[carrier]])
    }
  })
})
