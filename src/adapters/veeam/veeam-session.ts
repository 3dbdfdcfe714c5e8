/**
 * The server's way: which API version it speaks, its token, and one GET. Used by `backup-server.ts`.
 * Source: Veeam Backup for Microsoft 365 REST API reference, "Authorization"; the token end point's throttle is undocumented.
 */
import { z } from "zod"
import { type AppError, ConfigError, ContractError, TenantError, UpstreamError } from "../../model/errors.ts"
import type { HttpClient, HttpResponse } from "../http/http-client.ts"
import { parseJson } from "../http/json-body.ts"
import { retryAfterMs } from "../http/retry-after.ts"

export type VeeamAccess = {
  readonly name: string
  /** `https://host:4443`, no trailing slash. */
  readonly baseUrl: string
  readonly username: string
  readonly password: string
  readonly http: HttpClient
  readonly now: () => number
}

export type ApiVersion = "v8" | "v7" | "v6"

export interface VeeamSession {
  version(signal: AbortSignal): Promise<ApiVersion>
  /** The parsed body, or undefined for 404. `path` starts after the version. */
  get(path: string, signal: AbortSignal): Promise<unknown>
}

const VERSIONS: readonly ApiVersion[] = ["v8", "v7", "v6"]
/** The token end point allows 5 requests a minute; a refused caller waits longer than that. */
const THROTTLED_WAIT_MS = 60_000
/** A wrong password is not repeated at once: the account would be locked. */
const REFUSED_WAIT_MS = 600_000
/** A token is renewed before it ends, so that a long paging doesn't end with it. */
const RENEW_BEFORE_MS = 60_000
const TIMEOUT_MS = 60_000

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().optional(),
  expires_in: z.coerce.number().positive(),
})
type Token = { readonly access: string; readonly refresh: string | undefined; readonly until: number }

export function createVeeamSession(access: VeeamAccess): VeeamSession {
  const { name, baseUrl, http, now } = access
  let found: ApiVersion | undefined
  let token: Token | undefined
  let signingIn: Promise<Token> | undefined
  let blocked: { readonly until: number; readonly error: AppError } | undefined

  /** Anonymous: any answer but 404 means that the version is served. No end point lists versions. */
  const version = async (signal: AbortSignal): Promise<ApiVersion> => {
    if (found !== undefined) return found
    for (const candidate of VERSIONS) {
      const url = `${baseUrl}/${candidate}/ServiceInstance`
      const { status } = await http.send({ method: "GET", url, signal, timeoutMs: TIMEOUT_MS })
      if ([200, 401, 403].includes(status)) {
        found = candidate
        return candidate
      }
      if (status !== 404) throw unavailable(name, status)
    }
    throw new ConfigError([`${name} does not serve the Veeam REST API (v6 to v8): check its base URL.`])
  }

  const ask = (fields: Readonly<Record<string, string>>, used: ApiVersion): Promise<HttpResponse> =>
    http.send({
      method: "POST",
      url: `${baseUrl}/${used}/token`,
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      // Without it v7 and v8 demand a cookie with every call; v6 doesn't know the field.
      body: new URLSearchParams({
        ...fields,
        ...(used === "v6" ? {} : { disable_antiforgery_token: "true" }),
      }).toString(),
      timeoutMs: TIMEOUT_MS,
    })

  const refuse = (error: AppError, waitMs: number): AppError => {
    blocked = { until: now() + waitMs, error }
    return error
  }

  const accept = (response: HttpResponse): Token => {
    if (response.status === 429) {
      const wait = Math.max(retryAfterMs(response.headers, now()) ?? 0, THROTTLED_WAIT_MS)
      throw refuse(
        new UpstreamError("ERR_UPSTREAM_THROTTLED", `${name} asks to slow down.`, { retryAfterMs: wait }),
        wait,
      )
    }
    if (response.status === 400 || response.status === 401 || response.status === 403) {
      throw refuse(
        new ConfigError([`${name} refuses the user name or the password: use an account without MFA.`]),
        REFUSED_WAIT_MS,
      )
    }
    if (response.status !== 200) throw unavailable(name, response.status)
    const parsed = TokenAnswer.safeParse(parseJson(response.text()))
    if (!parsed.success) throw unknownForm(name)
    const { access_token, refresh_token, expires_in } = parsed.data
    return {
      access: access_token,
      refresh: refresh_token,
      until: now() + expires_in * 1000 - RENEW_BEFORE_MS,
    }
  }

  /** Refreshing fails when the refresh token ended, whose lifetime nobody documents; the password is asked then. */
  const signIn = async (used: ApiVersion, old: Token | undefined): Promise<Token> => {
    if (blocked !== undefined && now() < blocked.until) throw blocked.error
    if (old?.refresh !== undefined) {
      const renewed = await ask({ grant_type: "refresh_token", refresh_token: old.refresh }, used)
      if (renewed.status === 200 || renewed.status === 429) return accept(renewed)
    }
    const { username, password } = access
    return accept(await ask({ grant_type: "password", username, password }, used))
  }

  /** One sign-in at a time, shared by all callers and not bound to the signal of the first. */
  const currentToken = async (used: ApiVersion, signal: AbortSignal): Promise<Token> => {
    if (token !== undefined && now() < token.until) return token
    signingIn ??= signIn(used, token).finally(() => {
      signingIn = undefined
    })
    token = await signingIn
    signal.throwIfAborted()
    return token
  }

  const call = async (path: string, signal: AbortSignal): Promise<HttpResponse> => {
    const used = await version(signal)
    const once = async (current: Token): Promise<HttpResponse> =>
      http.send({
        method: "GET",
        url: `${baseUrl}/${used}/${path}`,
        headers: { authorization: `Bearer ${current.access}`, accept: "application/json" },
        signal,
        timeoutMs: TIMEOUT_MS,
      })
    const current = await currentToken(used, signal)
    const first = await once(current)
    if (first.status !== 401) return first
    // Ended by a restart of the server: the refresh token ended with it. Another caller may have renewed already.
    if (token === current) token = undefined
    return once(await currentToken(used, signal))
  }

  return {
    version,
    get: async (path, signal) => {
      const response = await call(path, signal)
      if (response.status === 404) return undefined
      if (response.status !== 200) throw callError(name, response, now())
      const body = parseJson(response.text())
      if (body === undefined) throw unknownForm(name)
      return body
    },
  }
}

function callError(name: string, response: HttpResponse, now: number): AppError {
  const { status } = response
  if (status === 429) {
    const wait = retryAfterMs(response.headers, now) ?? THROTTLED_WAIT_MS
    return new UpstreamError("ERR_UPSTREAM_THROTTLED", `${name} asks to slow down.`, { retryAfterMs: wait })
  }
  if (status === 401 || status === 403) {
    return new TenantError(
      "ERR_TENANT_REFUSED",
      `${name} refuses our account: it must be a Veeam Backup Administrator, and the host must not be in restore-operator-only mode.`,
    )
  }
  if (status === 408 || status >= 500) return unavailable(name, status)
  return new ContractError(`${name} gave an answer that Watchpost doesn't know (HTTP ${status}).`)
}

const unavailable = (name: string, status: number): UpstreamError =>
  new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", `${name} is not available (HTTP ${status}).`)

export const unknownForm = (name: string): ContractError =>
  new ContractError(`${name} answered in a form that Watchpost doesn't know.`)
