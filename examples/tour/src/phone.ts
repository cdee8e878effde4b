import { type Client, createClient, createMemoryVault, type Vault } from '@sojourn/client'
import { headersOf, type Place } from './place.ts'

/** A native client on `@sojourn/client`, and what its requests to the server's own routes met. */
export interface Phone {
  readonly client: Client<typeof fetch>
  readonly vault: Vault
  /** Where it is now. */
  place: Place
  /** While true, the answers of the server get lost on their way back. */
  isDeaf: boolean
  /** Every refresh: what was presented, and what came of it. */
  readonly refreshes: Refresh[]
}

export interface Refresh {
  readonly presented: string
  readonly reread: boolean
  readonly status: number
  /** The refresh token of the answer; null when it was refused. */
  readonly successor: string | null
  /** The code of the refusal; null when it was answered. */
  readonly code: string | null
}

export function createPhone(url: string, place: Place, vault: Vault = createMemoryVault()): Phone {
  const refreshes: Refresh[] = []

  async function speak(address: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    for (const [name, value] of Object.entries(headersOf(phone.place))) headers.set(name, value)
    const answer = await fetch(address, { ...init, headers })
    if (address.endsWith('/refresh')) {
      const { refresh_token: presented, reread } = JSON.parse(String(init.body))
      const told = (await answer.clone().json()) as { refresh_token?: string; code?: string } // as the protocol says
      const { refresh_token: successor = null, code = null } = told
      refreshes.push({ presented, reread, status: answer.status, successor, code })
    }
    if (phone.isDeaf) throw new TypeError('the answer was lost')
    return answer
  }

  const phone: Phone = {
    client: createClient({ baseUrl: `${url}/auth`, vault, fetch: speak }),
    vault,
    place,
    isDeaf: false,
    refreshes,
  }
  return phone
}

/** The refresh token that lies in a vault. */
export async function tokenIn(vault: Vault): Promise<string> {
  return (await vault.read())?.refreshToken ?? ''
}
