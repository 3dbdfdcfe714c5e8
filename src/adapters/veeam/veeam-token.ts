/**
 * The token of one Veeam server: kept, renewed, asked for by one caller at a time.
 * Source: Veeam Backup for Microsoft 365 REST API reference, "Authorization"; the token end point's throttle is undocumented.
 */
import { z } from "zod"
import { MINUTE } from "../../lib/time-units.ts"
import { type AppError, ConfigError, ContractError, UpstreamError } from "../../model/errors.ts"
import type { ApiVersion } from "../../ports/backup-server.ts"
import type { HttpClient } from "../http/http-client.ts"
import type { HttpResponse } from "../http/http-message.ts"
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

export type VeeamToken = {
  readonly access: string
  readonly refresh: string | undefined
  /** Milliseconds UTC. */
  readonly until: number
}

export interface VeeamTokens {
  current(version: ApiVersion, signal: AbortSignal): Promise<VeeamToken>
  /** The server refused it (it was restarted): its refresh token is worth nothing either. */
  drop(token: VeeamToken): void
}

export const TIMEOUT_MS = MINUTE
/** The token end point allows 5 requests a minute; a refused caller waits longer than that. */
const THROTTLED_WAIT_MS = MINUTE
/** A wrong password is not repeated at once: the account would be locked. */
const REFUSED_WAIT_MS = 600_000
/** Renewed before it ends, so that a long paging doesn't end with it. */
const RENEW_BEFORE_MS = MINUTE

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().optional(),
  /** Seconds; an administrator can change the default of an hour. */
  expires_in: z.coerce.number().positive(),
})

type Blocked = { readonly until: number; readonly error: AppError }

export function createVeeamTokens(access: VeeamAccess): VeeamTokens {
  let token: VeeamToken | undefined
  let signingIn: Promise<VeeamToken> | undefined
  let blocked: Blocked | undefined

  const signIn = async (version: ApiVersion): Promise<VeeamToken> => {
    if (blocked !== undefined && access.now() < blocked.until) throw blocked.error
    const answer = await ask(access, version, token)
    blocked = refusal(access, answer)
    if (blocked !== undefined) throw blocked.error
    return toToken(access, answer)
  }

  return {
    current: async (version, signal) => {
      if (token !== undefined && access.now() < token.until) return token
      // Shared by all callers, so it isn't bound to the signal of the first.
      signingIn ??= signIn(version).finally(() => {
        signingIn = undefined
      })
      token = await signingIn
      signal.throwIfAborted()
      return token
    },
    drop: (refused) => {
      // Another caller may have renewed it already.
      if (token === refused) token = undefined
    },
  }
}

/** Refreshing fails when the refresh token ended, whose lifetime nobody documents; the password is asked then. */
async function ask(
  access: VeeamAccess,
  version: ApiVersion,
  old: VeeamToken | undefined,
): Promise<HttpResponse> {
  if (old?.refresh !== undefined) {
    const fields = { grant_type: "refresh_token", refresh_token: old.refresh }
    const renewed = await post(access, version, fields)
    if (renewed.status === 200 || renewed.status === 429) return renewed
  }
  const { username, password } = access
  return post(access, version, { grant_type: "password", username, password })
}

const post = (
  access: VeeamAccess,
  version: ApiVersion,
  fields: Readonly<Record<string, string>>,
): Promise<HttpResponse> =>
  access.http.send({
    method: "POST",
    url: `${access.baseUrl}/${version}/token`,
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    // Without it v7 and v8 demand a cookie with every call; v6 doesn't know the field.
    body: new URLSearchParams({
      ...fields,
      ...(version === "v6" ? {} : { disable_antiforgery_token: "true" }),
    }).toString(),
    timeoutMs: TIMEOUT_MS,
  })

/** Answers after which nobody asks again for a while. */
function refusal(access: VeeamAccess, answer: HttpResponse): Blocked | undefined {
  const { name, now } = access
  if (answer.status === 429) {
    const wait = Math.max(retryAfterMs(answer.headers, now()) ?? 0, THROTTLED_WAIT_MS)
    const said = { retryAfterMs: wait }
    const error = new UpstreamError("ERR_UPSTREAM_THROTTLED", `${name} asks to slow down.`, said)
    return { until: now() + wait, error }
  }
  if (![400, 401, 403].includes(answer.status)) return undefined
  const sentence = `${name} refuses the user name or the password: use an account without MFA.`
  return { until: now() + REFUSED_WAIT_MS, error: new ConfigError([sentence]) }
}

function toToken(access: VeeamAccess, answer: HttpResponse): VeeamToken {
  const { name, now } = access
  if (answer.status !== 200) throw unavailable(name, answer.status)
  const parsed = TokenAnswer.safeParse(parseJson(answer.text()))
  if (!parsed.success) throw unknownForm(name)
  const { access_token, refresh_token, expires_in } = parsed.data
  return {
    access: access_token,
    refresh: refresh_token,
    until: now() + expires_in * 1000 - Math.min(RENEW_BEFORE_MS, expires_in * 500),
  }
}

export const unavailable = (name: string, status: number): UpstreamError =>
  new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", `${name} is not available (HTTP ${status}).`)

export const unknownForm = (name: string): ContractError =>
  new ContractError(`${name} answered in a form that Watchpost doesn't know.`)
