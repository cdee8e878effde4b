import { describe, expect, it } from 'vitest'
import { readBody } from './read-body.ts'

const json = ['application/json'] as const

function request(body: RequestInit['body'], headers: Record<string, string> = {}): Request {
  const type = body == null ? {} : { 'content-type': 'application/json' }
  return new Request('http://localhost/', {
    method: 'POST',
    body,
    headers: { ...type, ...headers },
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  } as RequestInit) // `duplex` is missing in the type
}

function stream(...chunks: readonly string[]): ReadableStream<Uint8Array> {
  const left = chunks.map((chunk) => new TextEncoder().encode(chunk))
  return new ReadableStream({
    pull(controller) {
      const next = left.shift()
      if (next) controller.enqueue(next)
      else controller.close()
    },
  })
}

describe('the body of a request', () => {
  it('is read as text when it is JSON', async () => {
    const read = await readBody(request('{"a":"ü"}', { 'content-length': '10' }), json, 100)
    expect(read).toEqual({ status: 'text', text: '{"a":"ü"}' })
  })

  it.each([
    'application/json; charset=utf-8',
    'application/json\t ;charset=utf-8 ',
    'APPLICATION/JSON',
    'application/json;charset="UTF-8"',
  ])('is taken as %s', async (type) => {
    expect(await readBody(request('{}', { 'content-type': type }), json, 100)).toMatchObject({
      status: 'text',
    })
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json, text/plain',
    'text/plain; application/json',
    'application/jsonp',
    'application/json\xa0; charset=utf-8',
    'application/json;\xa0charset=utf-8',
    '',
  ])('is refused as %j', async (type) => {
    const read = await readBody(request('{}', { 'content-type': type }), json, 100)
    expect(read).toMatchObject({ status: 'refused', code: 'request/content-type' })
  })

  it('is refused when it is compressed, as its size could not be told', async () => {
    const read = await readBody(request('{}', { 'content-encoding': 'gzip' }), json, 100)
    expect(read).toMatchObject({ code: 'request/content-type' })
  })

  it('is refused when its head says that it is too long, before it is read', async () => {
    const read = await readBody(request('{}', { 'content-length': '101' }), json, 100)
    expect(read).toMatchObject({ status: 'refused', code: 'request/too-large' })
  })

  it('is cut off when it gets too long on the way', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(60))
      },
    })
    const read = await readBody(request(endless, { 'transfer-encoding': 'chunked' }), json, 100)
    expect(read).toMatchObject({ status: 'refused', code: 'request/too-large' })
    expect(sent).toBeLessThan(10)
  })

  it('is put together from its chunks, also through the middle of a character', async () => {
    const [head, tail] = [Buffer.from('{"a":"€"}').subarray(0, 7), Buffer.from('{"a":"€"}').subarray(7)]
    const parts = [head, tail].map((part) => new Uint8Array(part))
    const chunks = new ReadableStream<Uint8Array>({
      pull(controller) {
        const next = parts.shift()
        if (next) controller.enqueue(next)
        else controller.close()
      },
    })
    expect(await readBody(request(chunks), json, 100)).toEqual({ status: 'text', text: '{"a":"€"}' })
  })

  it('is refused when it is not UTF-8', async () => {
    const read = await readBody(request(new Uint8Array([0x22, 0xff, 0x22])), json, 100)
    expect(read).toMatchObject({ status: 'refused', code: 'request/malformed' })
  })

  it('is refused when it breaks off', async () => {
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new Error('gone'))
      },
    })
    expect(await readBody(request(broken), json, 100)).toMatchObject({ code: 'request/malformed' })
  })

  it('is empty when there is none, whatever the content type', async () => {
    expect(await readBody(request(null), json, 100)).toEqual({ status: 'empty' })
    expect(await readBody(request(null, { 'content-type': 'text/plain' }), json, 100)).toEqual({
      status: 'empty',
    })
    expect(await readBody(request(stream()), json, 100)).toEqual({ status: 'empty' })
  })

  it('is refused where none is taken, so that nobody believes it was heeded', async () => {
    const read = await readBody(request('{"except":"current"}'), [], 100)
    expect(read).toMatchObject({ status: 'refused', code: 'request/malformed' })
    expect(await readBody(request(null), [], 100)).toEqual({ status: 'empty' })
  })
})
