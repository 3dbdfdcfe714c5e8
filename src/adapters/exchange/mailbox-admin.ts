/**
 * Exchange Online cmdlets over `POST /adminapi/beta/{tenant}/InvokeCommand`.
 * The interface is the one that Microsoft's own PowerShell module uses; it is undocumented, so everything about it stays here.
 */
import { setTimeout as pause } from "node:timers/promises"
import { z } from "zod"
import { createTurns, type Turns } from "../../lib/turns.ts"
import { ContractError, UpstreamError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import type { JsonObject } from "../../model/json.ts"
import type { CmdletCall } from "../../model/remediation.ts"
import type { CmdletAnswer, MailboxAdmin } from "../../ports/mailbox-admin.ts"
import type { Tokens } from "../entra/tokens.ts"
import type { HttpClient } from "../http/http-client.ts"
import type { HttpResponse } from "../http/http-message.ts"
import { isObject, parseJson } from "../http/json-body.ts"
import { isShortThrottle, readAgain, waitOf } from "../http/read-again.ts"
import { anchorOf, isRead, refuseUnsafe, requestBody, requestHeaders, requestUrl } from "./cmdlet-request.ts"
import { errorInside, exchangeError } from "./exchange-error.ts"

export type MailboxAdminOptions = {
  /** `https://outlook.office365.com`, or another cloud's; no trailing slash. */
  readonly exchangeUrl: string
  readonly tokens: Tokens
  readonly http: HttpClient
  /** The audience of the token; the cloud's own URL unless told. */
  readonly resource?: string
  /** First pause between attempts of a read; doubles, with jitter. */
  readonly retryDelayMs?: number
  /** How long an answer may take. */
  readonly timeoutMs?: number
}

const MICROSOFT_EXCHANGE = "https://outlook.office365.com"
const READ_RETRIES = 3
/** Source: Microsoft's module starts at 2 s. */
const RETRY_DELAY_MS = 2000
/** Cmdlets take about a second; the service itself gives up after 15 minutes. */
const TIMEOUT_MS = 120_000
const MAX_PAGES = 200
/** Requests to one tenant; Exchange refuses too many at once. Source: no figure is published, clients in the field use 4. */
const AT_ONCE = 4

const Page = z.object({
  value: z.array(z.unknown()).nullish(),
  "@adminapi.warnings": z.array(z.unknown()).nullish(),
  "@adminapi.errors": z.array(z.unknown()).nullish(),
  "@odata.nextLink": z.string().nullish(),
})

type Sent = {
  readonly tenant: TenantId
  readonly call: CmdletCall
  readonly anchor: string
  readonly signal: AbortSignal
}

type Service = MailboxAdminOptions & {
  readonly resource: string
  readonly retryDelayMs: number
  readonly turnsOf: (tenant: TenantId) => Turns
}

export function createMailboxAdmin(options: MailboxAdminOptions): MailboxAdmin {
  const { exchangeUrl } = options
  const resource = options.resource ?? (exchangeUrl.startsWith("https://") ? exchangeUrl : MICROSOFT_EXCHANGE)
  const tenants = new Map<TenantId, Turns>()
  const turnsOf = (tenant: TenantId): Turns => {
    const turns = tenants.get(tenant) ?? createTurns({ atOnce: AT_ONCE, spare: 0 })
    tenants.set(tenant, turns)
    return turns
  }
  const service = { retryDelayMs: RETRY_DELAY_MS, ...options, resource, turnsOf }
  return {
    invoke: async (tenant, call, anchor, signal) => {
      refuseUnsafe(call)
      const sent = { tenant, call, anchor: anchorOf(call.cmdlet, anchor, tenant), signal }
      return isRead(call.cmdlet) ? read(service, sent) : write(service, sent)
    },
  }
}

/** A fix goes before what is only read. */
async function post(service: Service, url: string, sent: Sent): Promise<HttpResponse> {
  const { tokens, resource, turnsOf } = service
  const once = async () => {
    const token = await tokens.token("respond", sent.tenant, resource)
    const ask = () => send(service, url, sent, token)
    const response = await turnsOf(sent.tenant).take(!isRead(sent.call.cmdlet), sent.signal, ask)
    return { token, response }
  }
  const { token, response } = await once()
  // A role that is given now is in new tokens alone. Not sent again: a cmdlet that it doesn't hold is answered alike.
  if (response.status === 403) tokens.forget(sent.tenant, token)
  if (response.status !== 401) return response
  // Refused before any work, so sending again is safe for writes too. A new role or consent needs a new token.
  tokens.forget(sent.tenant)
  return (await once()).response
}

const send = (service: Service, url: string, sent: Sent, token: string): Promise<HttpResponse> =>
  service.http.send({
    method: "POST",
    url,
    headers: {
      ...requestHeaders(sent.call, sent.anchor),
      authorization: `Bearer ${token}`,
    },
    body: requestBody(sent.call),
    signal: sent.signal,
    timeoutMs: service.timeoutMs ?? TIMEOUT_MS,
  })

async function readPage(service: Service, url: string, sent: Sent): Promise<z.infer<typeof Page>> {
  const response = await post(service, url, sent)
  const { cmdlet } = sent.call
  if (response.status !== 200) throw exchangeError(response, cmdlet, Date.now())
  const page = Page.safeParse(parseJson(response.text()))
  if (!page.success) throw unknownForm(cmdlet)
  const errors = page.data["@adminapi.errors"] ?? []
  if (errors.length > 0) throw errorInside(errors, cmdlet)
  return page.data
}

/** All pages. The same body and anchor go with every page: the continuation lives on one server. */
async function run(service: Service, sent: Sent): Promise<CmdletAnswer> {
  const { cmdlet } = sent.call
  const rows: JsonObject[] = []
  const warnings: string[] = []
  const asked = new Set<string>()
  let url: string | undefined = requestUrl(service.exchangeUrl, sent.tenant, sent.call)
  while (url !== undefined) {
    if (asked.has(url) || asked.size >= MAX_PAGES) throw endless(cmdlet)
    asked.add(url)
    const page: z.infer<typeof Page> = await readPage(service, url, sent)
    const values = page.value ?? []
    // An empty later page is how a broken continuation looks; a short list must never pass for a whole one.
    if (asked.size > 1 && values.length === 0) throw endless(cmdlet)
    rows.push(...values.map((row) => withoutSidecars(row, cmdlet)))
    warnings.push(...(page["@adminapi.warnings"] ?? []).filter((text) => typeof text === "string"))
    url = sameOrigin(page["@odata.nextLink"] ?? undefined, service.exchangeUrl)
  }
  return { rows, warnings }
}

/** A write is sent once; only "too many requests", which comes before any work, allows one more. */
async function write(service: Service, sent: Sent): Promise<CmdletAnswer> {
  try {
    return await run(service, sent)
  } catch (thrown) {
    if (!isShortThrottle(thrown)) throw thrown
    await pause(waitOf(thrown), undefined, { signal: sent.signal })
    return run(service, sent)
  }
}

const read = (service: Service, sent: Sent): Promise<CmdletAnswer> =>
  readAgain(() => run(service, sent), {
    retries: READ_RETRIES,
    delayMs: service.retryDelayMs,
    signal: sent.signal,
  })

const unknownForm = (cmdlet: string): ContractError =>
  new ContractError(`Exchange answered ${cmdlet} in a form that Watchpost doesn't know.`)
const endless = (cmdlet: string): UpstreamError =>
  new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", `Exchange gave an incomplete list for ${cmdlet}.`)

/** Links come from answers; a token goes to the configured host alone. */
function sameOrigin(link: string | undefined, exchangeUrl: string): string | undefined {
  if (link === undefined) return undefined
  if (URL.canParse(link) && new URL(link).origin === new URL(exchangeUrl).origin) return link
  throw new ContractError("Exchange pointed to another host; Watchpost does not go there.")
}

/** Rows carry type notes beside each value (`ExchangeGuid@data.type`); nobody reads them. */
function withoutSidecars(row: unknown, cmdlet: string): JsonObject {
  if (!isObject(row)) throw unknownForm(cmdlet)
  const kept = Object.entries(row).filter(([key]) => !key.includes("@"))
  // The row comes from JSON.parse, so what is left of it is JSON too.
  return Object.fromEntries(kept) as JsonObject
}
