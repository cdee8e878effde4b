import { connect } from 'node:net'

/** One keep-alive connection that sends the next request when an answer is whole. */
export interface Connection {
  /** The answers so far. */
  readonly answered: number
  close(): void
}

/**
 * Asks over and over on one connection, with as little work as can be, so that the server is what is measured. Fails at
 * any answer but 200.
 */
export function openConnection(
  port: number,
  nextRequest: () => string,
  fail: (error: Error) => void,
): Connection {
  let answered = 0
  let received = ''
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.setEncoding('latin1')
  socket.on('connect', () => socket.write(nextRequest(), 'latin1'))
  socket.on('error', fail)
  socket.on('data', (chunk: string) => {
    received = received === '' ? chunk : received + chunk
    const length = answerLength(received)
    if (length === null || received.length < length) return
    if (!received.startsWith('HTTP/1.1 200') || received.length > length) {
      fail(new Error(`not the answer that was expected: ${received.slice(0, 400)}`))
      return
    }
    received = ''
    answered++
    socket.write(nextRequest(), 'latin1')
  })
  return {
    get answered() {
      return answered
    },
    close: () => void socket.destroy(),
  }
}

const contentLength = /\r\ncontent-length: (\d+)\r\n/i

/** The length of the answer at the start of `text`, or null while its head is not whole. */
function answerLength(text: string): number | null {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd === -1) return null
  const [, length] = contentLength.exec(text) ?? []
  if (length === undefined) throw new TypeError('an answer without a length')
  return headEnd + 4 + Number(length)
}
