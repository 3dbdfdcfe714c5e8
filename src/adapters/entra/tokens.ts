/**
 * App-only access tokens, per registration, customer tenant and resource. msal-node keeps and renews them;
 * one application object per (registration, tenant) keeps lookups fast and tenants apart.
 */
import type { ConfidentialClientApplication } from "@azure/msal-node"
import { LRUCache } from "lru-cache"
import type { Credential } from "../../config/secrets.ts"
import type { AppError } from "../../model/errors.ts"
import { ContractError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import { createHttpClient, type HttpClient } from "../http/http-client.ts"
import { createConfidentialClient } from "./confidential-client.ts"
import { loginError } from "./login-error.ts"

export { createConfidentialClient }

/** `monitor` reads; `respond` may change a tenant. */
export type Registration = "monitor" | "respond"

export interface Tokens {
  /**
   * An access token for `resource` (`https://manage.office.com`) in a tenant.
   * Throws TenantError (no consent, blocked), ConfigError (our credential) or UpstreamError.
   */
  token(registration: Registration, tenant: TenantId, resource: string): Promise<string>
  /** A service refused a token: the next call asks for a new one. */
  forget(tenant: TenantId): void
}

/**
 * More tenants than one process is meant for. One more than fits, polled in turn, and every look-up would sign in again.
 * A client holds some kilobytes.
 */
const MAX_CLIENTS = 20_000
/** A refused tenant is not asked again by its other content types in the same round; Microsoft counts repeats (AADSTS50196). */
const REFUSAL_KEPT_MS = 15_000

export function createTokens(options: {
  readonly loginUrl: string
  readonly registrations: Readonly<
    Record<Registration, { readonly clientId: string; readonly credential: Credential }>
  >
  readonly now: () => number
  readonly http?: HttpClient
}): Tokens {
  const http = options.http ?? createHttpClient()
  const clients = new LRUCache<string, ConfidentialClientApplication>({ max: MAX_CLIENTS })
  const refusals = new LRUCache<string, { readonly until: number; readonly error: AppError }>({
    max: MAX_CLIENTS,
  })
  /** @NOTE msal doesn't join requests in flight: five callers of a new tenant would sign in five times. */
  const inFlight = new Map<string, Promise<string>>()

  const clientOf = (registration: Registration, tenantId: TenantId): ConfidentialClientApplication => {
    const key = `${tenantId}|${registration}`
    const { loginUrl, registrations } = options
    const client =
      clients.get(key) ??
      createConfidentialClient({ ...registrations[registration], tenantId, loginUrl, http })
    clients.set(key, client)
    return client
  }

  const signIn = async (key: string, registration: Registration, tenant: TenantId, resource: string) => {
    try {
      const client = clientOf(registration, tenant)
      const answer = await client.acquireTokenByClientCredential({ scopes: [`${resource}/.default`] })
      if (answer === null) throw new ContractError("Microsoft's sign-in service gave no token.")
      return answer.accessToken
    } catch (thrown) {
      const error = loginError(thrown)
      if (!error.retry) refusals.set(key, { until: options.now() + REFUSAL_KEPT_MS, error })
      throw error
    }
  }

  return {
    token: (registration, tenant, resource) => {
      const key = `${tenant}|${registration}|${resource}`
      const refusal = refusals.get(key)
      if (refusal !== undefined && options.now() < refusal.until) return Promise.reject(refusal.error)
      const running = inFlight.get(key)
      if (running !== undefined) return running
      const started = signIn(key, registration, tenant, resource).finally(() => {
        if (inFlight.get(key) === started) inFlight.delete(key)
      })
      inFlight.set(key, started)
      return started
    },
    forget: (tenant) => {
      for (const registration of ["monitor", "respond"]) clients.delete(`${tenant}|${registration}`)
      const ofTenant = (key: string): boolean => key.startsWith(`${tenant}|`)
      for (const key of [...inFlight.keys()].filter(ofTenant)) inFlight.delete(key)
      for (const key of [...refusals.keys()].filter(ofTenant)) refusals.delete(key)
    },
  }
}
