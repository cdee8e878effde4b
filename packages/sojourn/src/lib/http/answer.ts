/** A whole answer that takes the place of the application's. */
export class Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string

  constructor(status: number, headers: Readonly<Record<string, string>> = {}, body = '') {
    this.status = status
    this.headers = headers
    this.body = body
  }
}
