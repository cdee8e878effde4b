import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A mail server for tests, without TLS. */
export interface TestMailServer {
  readonly url: string
  /** Everything that clients said in a connection, one text each. */
  readonly talks: readonly string[]
  close(): Promise<void>
}

export interface TestMailServerOptions {
  /** Never says anything. */
  readonly silent?: boolean
  /** Refuses name and password. */
  readonly refuses?: boolean
}

export async function startMailServer({
  silent,
  refuses,
}: TestMailServerOptions = {}): Promise<TestMailServer> {
  const talks: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (silent) return
    const index = talks.push('') - 1
    let inData = false
    let rest = ''
    const say = (line: string): void => void socket.write(`${line}\r\n`)
    say('220 test')
    socket.setEncoding('utf8').on('data', (text: string) => {
      talks[index] += text
      rest += text
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (inData) {
          if (line === '.') say('250 taken')
          inData = line !== '.'
          continue
        }
        const verb = line.slice(0, 4).toUpperCase()
        if (verb === 'EHLO') socket.write('250-test\r\n250 AUTH PLAIN\r\n')
        else if (verb === 'AUTH') say(refuses ? `535 no ${line}` : '235 welcome')
        else if (verb === 'QUIT') socket.end('221 bye\r\n')
        else if (verb === 'DATA') {
          inData = true
          say('354 go on')
        } else say('250 fine')
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    url: `smtp://127.0.0.1:${port}`,
    talks,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
