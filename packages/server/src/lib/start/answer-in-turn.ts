import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

type Exchange = readonly [IncomingMessage, ServerResponse]

/** No browser asks for a second thing before it has the first; what may wait is for the few programs that do. */
const mostWaiting = 32

/**
 * Has a connection's requests wait until the answer before theirs was taken, and cuts it off when more of them wait than
 * `mostWaiting`. Node's own back-pressure comes too late: it parses, and hands over, all that arrived in one piece, which
 * is more than a thousand short requests, and holds all their answers for a client that reads none.
 */
export function answerInTurn(listener: RequestListener): RequestListener {
  const queues = new WeakMap<Socket, Exchange[]>()

  function answer([incoming, outgoing]: Exchange): void {
    outgoing.once('close', () => answerNext(incoming.socket))
    listener(incoming, outgoing)
  }

  function answerNext(socket: Socket): void {
    const next = socket.destroyed ? undefined : queues.get(socket)?.shift()
    if (next === undefined) queues.delete(socket)
    else answer(next)
  }

  return (incoming, outgoing) => {
    const { socket } = incoming
    if (socket.destroyed) return
    const waiting = queues.get(socket)
    if (waiting === undefined) {
      queues.set(socket, [])
      answer([incoming, outgoing])
    } else if (waiting.length < mostWaiting) waiting.push([incoming, outgoing])
    else socket.destroy()
  }
}
