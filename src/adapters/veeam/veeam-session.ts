/**
 * One server: which API version it speaks, and one GET with its token. Used by `backup-server.ts`.
 * Source: Veeam Backup for Microsoft 365 REST API reference.
 */
import { MINUTE } from "../../lib/time-units.ts"
import { type AppError, ConfigError, ContractError, TenantError, UpstreamError } from "../../model/errors.ts"
import type { ApiVersion } from "../../ports/backup-server.ts"
import type { HttpClient } from "../http/http-client.ts"
import type { HttpResponse } from "../http/http-message.ts"
import { parseJson } from "../http/json-body.ts"
import { retryAfterMs } from "../http/retry-after.ts"
import { createVeeamClock } from "./veeam-clock.ts"
import {
  createVeeamTokens,
  TIMEOUT_MS,
  unavailable,
  unknownForm,
  type VeeamAccess,
  type VeeamToken,
  type VeeamTokens,
} from "./veeam-token.ts"
import { trusted } from "./veeam-trust.ts"

export interface VeeamSession {
  version(signal: AbortSignal): Promise<ApiVersion>
  /** How far the server's clock is ahead of ours, milliseconds. */
  aheadMs(): number
  /** The parsed body, or undefined for 404. `path` starts after the version. */
  get(path: string, signal: AbortSignal): Promise<unknown>
  /** The answer itself, whatever its status; `read` makes of it what `get` would. */
  ask(path: string, signal: AbortSignal, timeoutMs?: number): Promise<HttpResponse>
  read(response: HttpResponse): unknown
  /** Why a list that every server has isn't there: the server was upgraded, or it serves something else. */
  hidden(signal: AbortSignal): Promise<AppError>
}

const VERSIONS: readonly ApiVersion[] = ["v8", "v7", "v6"]
const THROTTLED_WAIT_MS = MINUTE

export function createVeeamSession(given: VeeamAccess): VeeamSession {
  const { name } = given
  const clock = createVeeamClock()
  const http: HttpClient = {
    ...given.http,
    send: async (request) => {
      const sentAt = given.now()
      const response = await trusted(name, given.http.send(request))
      clock.saw(response, sentAt, given.now())
      return response
    },
  }
  const access = { ...given, http }
  const tokens = createVeeamTokens(access)
  let found: ApiVersion | undefined
  const version = async (signal: AbortSignal): Promise<ApiVersion> => {
    found ??= await probe(access, signal)
    return found
  }
  const ask: VeeamSession["ask"] = async (path, signal, timeoutMs = TIMEOUT_MS) =>
    call(access, tokens, { path, version: await version(signal), signal, timeoutMs })
  const read = (response: HttpResponse): unknown => {
    if (response.status === 404) return undefined
    if (response.status !== 200) throw callError(name, response, access.now())
    const body = parseJson(response.text())
    if (body === undefined) throw unknownForm(name)
    return body
  }
  return {
    version,
    aheadMs: clock.aheadMs,
    get: async (path, signal) => read(await ask(path, signal)),
    ask,
    read,
    hidden: async (signal) => {
      const before = found
      found = await probe(access, signal)
      if (before === found) return operatorsOnly(name)
      const sentence = `${name} speaks ${found} now, no longer ${before}: it is read anew.`
      return new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", sentence)
    },
  }
}

/** Anonymous: any answer but 404 means that the version is served. No end point lists versions. */
async function probe(access: VeeamAccess, signal: AbortSignal): Promise<ApiVersion> {
  const { name, baseUrl, http } = access
  for (const candidate of VERSIONS) {
    const url = `${baseUrl}/${candidate}/ServiceInstance`
    const { status } = await http.send({ method: "GET", url, signal, timeoutMs: TIMEOUT_MS })
    if ([200, 401, 403].includes(status)) return candidate
    if (status !== 404) throw unavailable(name, status)
  }
  if (await signsOperatorsIn(access, signal)) throw operatorsOnly(name)
  throw new ConfigError([`${name} does not serve the Veeam REST API (v6 to v8): check its base URL.`])
}

/** A token end point where nothing else is: asked without a password, so that nothing can be guessed or locked. */
async function signsOperatorsIn({ baseUrl, http }: VeeamAccess, signal: AbortSignal): Promise<boolean> {
  for (const candidate of VERSIONS) {
    const { status } = await http.send({
      method: "POST",
      url: `${baseUrl}/${candidate}/token`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "grant_type=operator",
      signal,
      timeoutMs: TIMEOUT_MS,
    })
    if ([400, 401, 403, 429].includes(status)) return true
  }
  return false
}

/**
 * With "Enable restore operator authentication only" all other end points are unavailable. That must not read as "no
 * restores". Source: Veeam Backup for Microsoft 365 user guide, "REST API Settings".
 */
const operatorsOnly = (name: string): ConfigError =>
  new ConfigError([
    `${name} serves restore operators only ("Enable restore operator authentication only" is on, as on a Restore Portal's host), or a proxy lets nothing else through: give Watchpost the address of the internal REST host.`,
  ])

type Call = {
  readonly path: string
  readonly version: ApiVersion
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

async function call(access: VeeamAccess, tokens: VeeamTokens, wanted: Call): Promise<HttpResponse> {
  const { path, version, signal, timeoutMs } = wanted
  const once = (token: VeeamToken): Promise<HttpResponse> =>
    access.http.send({
      method: "GET",
      url: `${access.baseUrl}/${version}/${path}`,
      headers: { authorization: `Bearer ${token.access}`, accept: "application/json" },
      signal,
      timeoutMs,
    })
  const token = await tokens.current(version, signal)
  const first = await once(token)
  if (first.status !== 401) return first
  tokens.drop(token)
  return once(await tokens.current(version, signal))
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
      `${name} refuses our account: it must be a Veeam Backup Administrator, and a proxy before the server must let reading through (docs/veeam.md).`,
    )
  }
  if (status === 408 || status >= 500) return unavailable(name, status)
  return new ContractError(`${name} gave an answer that Watchpost doesn't know (HTTP ${status}).`)
}
