import { userAgent } from '../measure/typical-session.ts'

/** A page's request for JSON, with the headers that a browser sends. */
export function requestText(port: number, credential: string): string {
  return [
    'GET /me HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: keep-alive',
    `User-Agent: ${userAgent}`,
    'Accept: application/json',
    'Sec-Fetch-Site: same-origin',
    'Sec-Fetch-Mode: cors',
    'Sec-Fetch-Dest: empty',
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Accept-Language: en-GB,en;q=0.9',
    credential,
    '\r\n',
  ].join('\r\n')
}
