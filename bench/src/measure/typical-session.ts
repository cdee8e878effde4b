import type { SignInOptions } from 'sojourn'

/** The user agent of a common browser, as long as they are. */
export const userAgent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'

/** The user agent of a mobile app, as its platform makes it up. */
export const nativeUserAgent = 'ExampleApp/4.12.0 (com.example.app; build:412; iOS 19.1.0) Alamofire/5.10.2'

/** A sign-in as applications make it: a device, a network, two roles and a little data. */
export function typicalSignIn(index: number, kind: 'web' | 'native' = 'web'): SignInOptions {
  return {
    methods: ['pwd'],
    roles: ['member', 'editor'],
    client: {
      kind,
      deviceId: `device-${index.toString(36).padStart(16, '0')}`,
      name: null,
      userAgent: kind === 'native' ? nativeUserAgent : userAgent,
      network: `10.${(index >> 8) & 255}.${index & 255}.0/24`,
    },
    data: { locale: 'en-GB', theme: 'dark', cart: [index, index + 1] },
  }
}
