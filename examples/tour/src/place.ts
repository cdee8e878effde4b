/** From where somebody speaks: an address in a network, and a user agent. */
export interface Place {
  readonly address: string
  readonly userAgent: string
}

/** The headers by which the server knows a place: the tour stands in for the proxy in front of it. */
export function headersOf({ address, userAgent }: Place): Record<string, string> {
  return { 'x-forwarded-for': address, 'user-agent': userAgent }
}

/** Addresses of networks that exist in documentation only (RFC 5737). */
export const places = {
  office: {
    address: '192.0.2.10',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  },
  home: { address: '198.51.100.20', userAgent: 'SojournTour/1.0 (iPhone)' },
  street: { address: '203.0.113.30', userAgent: 'SojournTour/1.0 (iPhone)' },
  elsewhere: { address: '203.0.113.66', userAgent: 'curl/8.5.0' },
} as const satisfies Record<string, Place>
