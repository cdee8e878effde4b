// In place of @types/express-session, which claims `req.session` for every file of a program, as Sojourn does too.
declare module 'express-session' {
  import type { RequestHandler } from 'express'

  export class Store {}
  export interface Session {
    userId?: string
    regenerate(done: (error?: unknown) => void): void
  }
  // biome-ignore lint/style/noDefaultExport: so the package exports it
  export default function session(options: object): RequestHandler
}
