/**
 * The Graph client's middleware for one call: attach the token of the tenant, then send on our HTTP client
 * to the configured host. The client keeps Microsoft's host in its URLs, whatever the cloud.
 */
import type { Context, Middleware } from "@microsoft/microsoft-graph-client"
import { AppError, ContractError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import type { Registration, Tokens } from "../entra/tokens.ts"
import type { HttpClient } from "../http/http-client.ts"
import type { HttpRequest, HttpResponse } from "../http/http-message.ts"

export const MICROSOFT_GRAPH = "https://graph.microsoft.com"
const TIMEOUT_MS = 30_000

export type GraphChain = {
  readonly middleware: Middleware
  /** @NOTE The client turns every error into its own class; what we threw is kept here. */
  problem(): AppError | undefined
  /** Of the last answer. @NOTE The client drops them from its error when the body is empty, and with them Retry-After. */
  headers(): HttpResponse["headers"]
}

export function createGraphChain(options: {
  readonly graphUrl: string
  readonly tokens: Tokens
  readonly http: HttpClient
  readonly tenant: TenantId
  readonly signal: AbortSignal
  readonly resource?: string
  /** Whose token goes along; watching (`monitor`) may only read. */
  readonly registration?: Registration
  /** Nobody waits for the answer. */
  readonly isPatient?: boolean
}): GraphChain {
  const { graphUrl, tokens, http, tenant, signal, registration = "monitor" } = options
  const isUrgent = registration === "respond" && options.isPatient !== true
  const resource = options.resource ?? (graphUrl.startsWith("https://") ? graphUrl : MICROSOFT_GRAPH)
  let problem: AppError | undefined
  let last: HttpResponse["headers"] = {}

  const send = async (url: string, method: HttpRequest["method"], body?: string): Promise<HttpResponse> =>
    http.send({
      method,
      url,
      headers: {
        authorization: `Bearer ${await tokens.token(registration, tenant, resource)}`,
        accept: "application/json",
        // A person waits for it. Source: Microsoft Graph, "Throttling".
        ...(isUrgent ? { "x-ms-throttle-priority": "high" } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
      },
      ...(body === undefined ? {} : { body }),
      signal,
      timeoutMs: TIMEOUT_MS,
    })

  const answer = async (context: Context): Promise<Response> => {
    const method = methodOf(context.options?.method ?? "GET")
    if (registration === "monitor" && method !== "GET") {
      throw new ContractError("Watching may only read from Microsoft Graph.")
    }
    const body = typeof context.options?.body === "string" ? context.options.body : undefined
    const url = target(typeof context.request === "string" ? context.request : context.request.url, graphUrl)
    const first = await send(url, method, body)
    last = first.headers
    if (first.status !== 401) return toResponse(first)
    // Refused before any work, so sending again is safe for writes too. A new consent needs a new token.
    tokens.forget(tenant)
    const second = await send(url, method, body)
    last = second.headers
    return toResponse(second)
  }

  const middleware: Middleware = {
    execute: async (context) => {
      try {
        context.response = await answer(context)
      } catch (thrown) {
        if (thrown instanceof AppError) problem = thrown
        throw thrown
      }
    },
  }
  return { middleware, problem: () => problem, headers: () => last }
}

function methodOf(name: string): HttpRequest["method"] {
  const method = (["GET", "POST", "PATCH", "DELETE"] as const).find((known) => known === name.toUpperCase())
  if (method === undefined)
    throw new ContractError("Watchpost doesn't send such a request to Microsoft Graph.")
  return method
}

/** @NOTE The client takes only https links for absolute, so a link of another host form gets Microsoft's again. */
export const asMicrosofts = (link: string | undefined, graphUrl: string): string | undefined =>
  link?.startsWith(`${graphUrl}/`) ? `${MICROSOFT_GRAPH}${link.slice(graphUrl.length)}` : link

/** Next links come from answers; a token goes to Graph or to the configured host alone. */
function target(url: string, graphUrl: string): string {
  const origin = URL.canParse(url) ? new URL(url).origin : ""
  if (origin === MICROSOFT_GRAPH) return `${graphUrl}${url.slice(MICROSOFT_GRAPH.length)}`
  if (origin === new URL(graphUrl).origin) return url
  throw new ContractError("Microsoft Graph pointed to another host; Watchpost does not go there.")
}

/** The client's own reading of the body needs the fetch form; a body is not allowed with these statuses. */
function toResponse(response: HttpResponse): Response {
  const bodyless = [204, 205, 304].includes(response.status)
  return new Response(bodyless ? null : Buffer.from(response.bytes), {
    status: response.status,
    headers: { ...response.headers },
  })
}
