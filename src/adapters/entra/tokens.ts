/**
 * App-only access tokens, per registration, customer tenant and resource. They are kept here and not by msal-node, whose
 * look-up takes longer and whose clients hold more memory than a token: each sign-in has a client of its own.
 */
import { LRUCache } from "lru-cache"
import type { Credential } from "../../config/secrets.ts"
import { MINUTE } from "../../lib/time-units.ts"
import type { AppError } from "../../model/errors.ts"
import { UpstreamError } from "../../model/errors.ts"
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
   * `maxAgeMs`: one that was given longer ago is renewed first, because it holds the rights of then; where that fails it
   * is still used.
   */
  token(registration: Registration, tenant: TenantId, resource: string, maxAgeMs?: number): Promise<string>
  /**
   * A service refused a token: the next call asks for a new one. With `refused` only when that is the one that is kept:
   * several callers meet the same refusal, and the first of them has asked already.
   */
  forget(tenant: TenantId, refused?: string): void
}

/**
 * More tenants than one process is meant for. One more than fits, polled in turn, and every look-up would sign in again.
 * A token holds about two kilobytes.
 */
const MAX_TENANTS = 20_000
/** A refused tenant is not asked again by its other content types in the same round; Microsoft counts repeats (AADSTS50196). */
const REFUSAL_KEPT_MS = 15_000
/**
 * A token is renewed when between 70 and 90 % of its life is over: thousands that were given in one minute after a start
 * are not asked for in one minute again. Until it ends it is used, so that nobody waits for the renewal.
 */
const RENEWAL = { from: 0.7, to: 0.9 }
/** After a renewal that failed. */
const RENEWAL_PAUSE_MS = MINUTE
/** Not used in its last moments: the request is still on its way. */
const LAST_USE_MS = MINUTE

type Held = {
  readonly token: string
  readonly givenAt: number
  readonly endsAt: number
  renewAt: number
}
/** What is known of one registration in one tenant for one resource. */
type Place = {
  held?: Held
  refusal?: { readonly until: number; readonly error: AppError }
  /** @NOTE msal doesn't join requests in flight: five callers of a new tenant would sign in five times. */
  inFlight?: Promise<string>
}

export type TokenOptions = {
  readonly loginUrl: string
  readonly registrations: Readonly<
    Record<Registration, { readonly clientId: string; readonly credential: Credential }>
  >
  readonly now: () => number
  readonly http?: HttpClient
}

export function createTokens(options: TokenOptions): Tokens {
  const service = { ...options, http: options.http ?? createHttpClient() }
  const tenants = new LRUCache<TenantId, Map<string, Place>>({ max: MAX_TENANTS })
  const placeOf = (tenant: TenantId, key: string): Place => {
    const places = tenants.get(tenant) ?? new Map<string, Place>()
    tenants.set(tenant, places)
    const place = places.get(key) ?? {}
    places.set(key, place)
    return place
  }
  return {
    token: (registration, tenant, resource, maxAgeMs = Number.POSITIVE_INFINITY) => {
      const now = options.now()
      const place = placeOf(tenant, `${registration} ${resource}`)
      const { held, refusal } = place
      const signIn = (): Promise<string> => signInOnce(service, place, { registration, tenant, resource })
      if (held !== undefined && now < held.endsAt) {
        if (now - held.givenAt > maxAgeMs) return signIn().catch(() => held.token)
        if (now >= held.renewAt) renew(held, now, signIn)
        return Promise.resolve(held.token)
      }
      if (refusal !== undefined && now < refusal.until) return Promise.reject(refusal.error)
      return signIn()
    },
    forget: (tenant, refused) => {
      const places = tenants.peek(tenant)
      if (places === undefined) return
      // A sign-in that is on its way ends in the forgotten place.
      for (const [key, { held }] of places)
        if (refused === undefined || held?.token === refused) places.delete(key)
    },
  }
}

/** In the background; whoever asks meanwhile gets the old token. */
function renew(held: Held, now: number, signIn: () => Promise<string>): void {
  held.renewAt = now + RENEWAL_PAUSE_MS
  // The trouble is told when the old token has ended and there is still no new one.
  signIn().catch(() => undefined)
}

type Service = TokenOptions & { readonly http: HttpClient }
type Wanted = { readonly registration: Registration; readonly tenant: TenantId; readonly resource: string }

function signInOnce(service: Service, place: Place, wanted: Wanted): Promise<string> {
  place.inFlight ??= signIn(service, place, wanted).finally(() => {
    delete place.inFlight
  })
  return place.inFlight
}

async function signIn(service: Service, place: Place, wanted: Wanted): Promise<string> {
  const { loginUrl, registrations, http, now } = service
  const { registration, tenant: tenantId, resource } = wanted
  try {
    const client = createConfidentialClient({ ...registrations[registration], tenantId, loginUrl, http })
    const answer = await client.acquireTokenByClientCredential({ scopes: [`${resource}/.default`] })
    // @NOTE msal takes an answer without a body for an empty token, whatever its status.
    if (answer === null || answer.accessToken === "") {
      throw new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Microsoft's sign-in service gave no token.")
    }
    const lifeMs = (answer.expiresOn?.getTime() ?? 0) - Date.now()
    const share = RENEWAL.from + (RENEWAL.to - RENEWAL.from) * Math.random()
    const at = now()
    place.held = {
      token: answer.accessToken,
      givenAt: at,
      endsAt: at + lifeMs - LAST_USE_MS,
      renewAt: at + lifeMs * share,
    }
    delete place.refusal
    return answer.accessToken
  } catch (thrown) {
    const error = loginError(thrown)
    if (!error.retry) place.refusal = { until: now() + REFUSAL_KEPT_MS, error }
    throw error
  }
}
