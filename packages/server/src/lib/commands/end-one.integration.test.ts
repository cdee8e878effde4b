import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { call, type NativeTokens, password } from '../start/api.test-support.ts'
import { makeTempFolder, spawnSojourn } from '../start/server-process.test-support.ts'
import { runHere } from './run.test-support.ts'

it('voids a change of address that the person of an ended session asked for', async () => {
  const data = makeTempFolder()
  const env = { SOJOURN_ARGON2_MEMORY: '7168', SOJOURN_ARGON2_PASSES: '5', SOJOURN_DATA: data }
  const server = spawnSojourn([], { env: { ...env, SOJOURN_MAIL: 'outbox' } })
  try {
    const url = await server.url()
    const post = (path: string, body: unknown, bearer?: string): Promise<Response> =>
      call(url, path, { body, ...(bearer !== undefined && { bearer }) })
    const codeFor = async (email: string): Promise<string | undefined> => {
      const mails = JSON.stringify(await (await call(url, '/outbox.json')).json())
      return new RegExp(`"to":"${email}".*?#code=([\\w-]{43})`).exec(mails)?.[1]
    }
    const confirm = async (email: string): Promise<Response> => {
      await expect.poll(() => codeFor(email)).toBeDefined()
      return post('/auth/verify', { code: await codeFor(email), password, client: 'native' })
    }
    await post('/auth/register', { email: 'ada@example.com', password, client: 'native' })
    const ada = (await (await confirm('ada@example.com')).json()) as NativeTokens // its answer
    const asked = await post('/auth/email', { email: 'thief@example.com' }, ada.access_token)
    expect(asked.status).toBe(202)
    const { stdout } = await runHere(['sessions', 'end', '--id', ada.session.id], { env })
    expect(stdout).toContain('1 session ended.')
    const refused = await confirm('thief@example.com')
    expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'code/invalid' }])
  } finally {
    server.child.kill('SIGKILL')
    await server.ended
    rmSync(data, { recursive: true })
  }
})
