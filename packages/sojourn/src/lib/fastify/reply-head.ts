import type { FastifyReply } from 'fastify'
import type { ResponseHead } from '../http/response-head.ts'

/** The head of the answer that a reply is about to make. */
export class ReplyHead implements ResponseHead {
  readonly #reply: FastifyReply
  constructor(reply: FastifyReply) {
    this.#reply = reply
  }
  get headersSent(): boolean {
    return this.#reply.sent
  }
  getHeader(name: string): number | string | readonly string[] | undefined {
    return this.#reply.getHeader(name)
  }
  setHeader(name: string, value: string | readonly string[]): void {
    if (name === 'set-cookie') this.#reply.removeHeader(name) // Fastify would add to it
    this.#reply.header(name, value)
  }
}
