/**
 * One server: which API version it speaks, and one GET with its token. Used by `backup-server.ts`.
 * Source: Veeam Backup for Microsoft 365 REST API reference.
 */
import { type AppError, ConfigError, ContractError, TenantError, UpstreamError } from "../../model/errors.ts"
import type { HttpResponse } from "../http/http-client.ts"
import { parseJson } from "../http/json-body.ts"
import { retryAfterMs } from "../http/retry-after.ts"
import {
  type ApiVersion,
  createVeeamTokens,
  TIMEOUT_MS,
  unavailable,
  unknownForm,
  type VeeamAccess,
  type VeeamToken,
  type VeeamTokens,
} from "./veeam-token.ts"

export interface VeeamSession {
  version(signal: AbortSignal): Promise<ApiVersion>
  /** The parsed body, or undefined for 404. `path` starts after the version. */
  get(path: string, signal: AbortSignal): Promise<unknown>
}

const VERSIONS: readonly ApiVersion[] = ["v8", "v7", "v6"]
const THROTTLED_WAIT_MS = 60_000

export function createVeeamSession(access: VeeamAccess): VeeamSession {
  const { name } = access
  const tokens = createVeeamTokens(access)
  let found: ApiVersion | undefined
  const version = async (signal: AbortSignal): Promise<ApiVersion> => {
    found ??= await probe(access, signal)
    return found
  }
  return {
    version,
    get: async (path, signal) => {
      const response = await call(access, tokens, { path, version: await version(signal), signal })
      if (response.status === 404) return undefined
      if (response.status !== 200) throw callError(name, response, access.now())
      const body = parseJson(response.text())
      if (body === undefined) throw unknownForm(name)
      return body
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
  throw new ConfigError([`${name} does not serve the Veeam REST API (v6 to v8): check its base URL.`])
}

type Call = { readonly path: string; readonly version: ApiVersion; readonly signal: AbortSignal }

async function call(access: VeeamAccess, tokens: VeeamTokens, wanted: Call): Promise<HttpResponse> {
  const { path, version, signal } = wanted
  const once = (token: VeeamToken): Promise<HttpResponse> =>
    access.http.send({
      method: "GET",
      url: `${access.baseUrl}/${version}/${path}`,
      headers: { authorization: `Bearer ${token.access}`, accept: "application/json" },
      signal,
      timeoutMs: TIMEOUT_MS,
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
      `${name} refuses our account: it must be a Veeam Backup Administrator, and the host must not be in restore-operator-only mode.`,
    )
  }
  if (status === 408 || status >= 500) return unavailable(name, status)
  return new ContractError(`${name} gave an answer that Watchpost doesn't know (HTTP ${status}).`)
}
