import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { startSojourn, type TestSojourn } from '@sojourn/testing'
import { SojournError } from 'sojourn'
import { problems, requireSession, sessions, tokenResponse } from 'sojourn/node'

/** A request as it came over the wire. */
export interface Heard {
  readonly path: string
  readonly bearer: string | null
  readonly body: string
}

/** What is done with a request before the server sees it. True: the script answers it itself, or never. */
export type Script = (heard: Heard, res: ServerResponse) => boolean | Promise<boolean>

/** The library's own routes on a real port, and a script that can come between. */
export interface TestServer extends TestSojourn {
  readonly home: string
  readonly heard: readonly Heard[]
  script: Script
  /** How many requests a path got. */
  count(path: string): number
  thefts(): number
  close(): Promise<void>
}

export const accessLifeMs = 600_000
export const windowMs = 1000

export async function startServer(): Promise<TestServer> {
  const test = await startSojourn({ policy: { rotationWindow: windowMs } })
  const { sojourn, events } = test
  const heard: Heard[] = []
  const open = sessions(sojourn)
  const mustBeSignedIn = requireSession()
  const explain = problems()

  async function serve(req: IncomingMessage, res: ServerResponse, { path, body }: Heard): Promise<void> {
    const session = await open(req, res)
    if (!session) return
    if (path === '/auth/login') {
      const grant = await session.signIn('ada', { methods: ['pwd'], client: { kind: 'native' } })
      return answerJson(res, { ...tokenResponse(grant, sojourn.now()), user: { name: 'Ada' } })
    }
    if (path === '/auth/refresh') {
      const { refresh_token, reread } = JSON.parse(body)
      const result = await sojourn.refresh(refresh_token, { reread, context: session.context })
      if (result.status === 'refused') throw new SojournError(result.code, 'Sign in again.')
      return answerJson(res, tokenResponse(result.grant, sojourn.now()))
    }
    if (path === '/auth/logout') {
      await session.end()
      return void res.writeHead(204).end()
    }
    if (mustBeSignedIn(session, res)) answerJson(res, { userId: session.userId, got: body })
  }

  const server = createServer(async (req, res): Promise<void> => {
    try {
      const body = await text(req)
      const request = { path: req.url ?? '', bearer: req.headers.authorization ?? null, body }
      heard.push(request)
      if (!(await started.script(request, res))) await serve(req, res, request)
    } catch (error) {
      explain(error, res)
    }
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port

  const started: TestServer = {
    ...test,
    home: `http://127.0.0.1:${port}`,
    heard,
    script: () => false,
    count: (path) => heard.filter((request) => request.path === path).length,
    thefts: () => events.filter(({ type }) => type === 'refresh/theft').length,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await sojourn.close()
    },
  }
  return started
}

function answerJson(res: ServerResponse, content: object): void {
  res.setHeader('content-type', 'application/json').end(JSON.stringify(content))
}

/** Answers as a Sojourn server refuses. */
export function refuse(res: ServerResponse, status: number, code: string): true {
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}
  res.writeHead(status, { 'content-type': 'application/problem+json', ...challenge })
  res.end(JSON.stringify({ code, status }))
  return true
}

/** Lets the server answer, but the answer leaves it only `after` that. */
export function holdAnswer(res: ServerResponse, after: Promise<unknown>): false {
  const end = res.end.bind(res) as (content?: string) => ServerResponse // as the routes above call it
  res.end = ((content?: string) => {
    void after.then(() => end(content))
    return res
  }) as typeof res.end
  return false
}

/** Lets the server do its work, and its answer get lost on the way. */
export function loseAnswer(res: ServerResponse): false {
  res.end = (() => res.destroy()) as typeof res.end
  return false
}
