/**
 * Microsoft Graph, as far as fixes need it: a write is sent once, with the token of the Respond registration.
 * Source: Microsoft Graph v1.0 reference; "Who can perform sensitive actions" for refusals about administrators.
 */
import { Client, GraphError } from "@microsoft/microsoft-graph-client"
import { z } from "zod"
import { AppError, CmdletError, ContractError, TenantError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import type { JsonObject } from "../../model/json.ts"
import { callName, type GraphCall } from "../../model/remediation.ts"
import type { DirectoryAdmin, Granted } from "../../ports/tenant-admin.ts"
import type { Tokens } from "../entra/tokens.ts"
import type { HttpClient } from "../http/http-client.ts"
import type { HttpResponse } from "../http/http-message.ts"
import { asJsonObject, parseJson } from "../http/json-body.ts"
import { readAgain } from "../http/read-again.ts"
import { asMicrosofts, createGraphChain, MICROSOFT_GRAPH } from "./graph-chain.ts"
import { passingError } from "./graph-error.ts"

export type DirectoryAdminOptions = {
  /** `https://graph.microsoft.com`, or another cloud's; no trailing slash. */
  readonly graphUrl: string
  readonly tokens: Tokens
  readonly http: HttpClient
  /** The audience of the token; the cloud's own URL unless told. */
  readonly resource?: string
  /** First pause between attempts of a read; doubles, with jitter. */
  readonly retryDelayMs?: number
}

const MAX_PAGES = 50
/** Reports are throttled first, to five requests in ten seconds. Source: Microsoft Graph, "Throttling limits". */
const READ_RETRIES = 2
const RETRY_DELAY_MS = 1000
/** Whoever was told that a right is missing grants it and presses again. */
const RIGHTS_KEPT_MS = 30_000
const LONGEST_ADVICE = 300
const Page = z.object({
  value: z.array(z.record(z.string(), z.json())),
  "@odata.nextLink": z.string().nullish(),
})
const Claims = z.object({
  roles: z.array(z.string()).optional(),
  wids: z.array(z.string()).optional(),
  appid: z.string().optional(),
})

export function createDirectoryAdmin(options: DirectoryAdminOptions): DirectoryAdmin {
  const { graphUrl } = options
  const resource = options.resource ?? (graphUrl.startsWith("https://") ? graphUrl : MICROSOFT_GRAPH)

  const patience = { retries: READ_RETRIES, delayMs: options.retryDelayMs ?? RETRY_DELAY_MS }

  const send = async (tenant: TenantId, call: GraphCall, signal: AbortSignal): Promise<JsonObject> => {
    const chain = createGraphChain({ ...options, resource, tenant, signal, registration: "respond" })
    const client = Client.initWithMiddleware({ middleware: chain.middleware })
    try {
      return asJsonObject(await ask(client, call))
    } catch (thrown) {
      signal.throwIfAborted()
      throw chain.problem() ?? graphError(thrown, call, chain.headers())
    }
  }

  const sendOrReadAgain: typeof send = (tenant, call, signal) =>
    call.method === "GET"
      ? readAgain(() => send(tenant, call, signal), { ...patience, signal })
      : send(tenant, call, signal)

  return {
    request: async (tenant, call, signal) => {
      refuseUnsafe(call)
      const first = await sendOrReadAgain(tenant, call, signal)
      return call.method === "GET" && call.firstPage !== true && Array.isArray(first.value)
        ? {
            ...first,
            value: await wholeList(first, graphUrl, (path) =>
              sendOrReadAgain(tenant, { ...call, path }, signal),
            ),
          }
        : first
    },
    granted: async (tenant, signal) => {
      signal.throwIfAborted()
      return claimsOf(await options.tokens.token("respond", tenant, resource, RIGHTS_KEPT_MS))
    },
  }
}

function ask(client: Client, { method, path, body }: GraphCall): Promise<unknown> {
  const request = client.api(path)
  switch (method) {
    case "GET":
      return request.get()
    case "POST":
      return request.post(body ?? {})
    case "PATCH":
      return request.patch(body ?? {})
    case "DELETE":
      return request.delete()
  }
}

/** Every page; a list that is cut must never pass for a whole one. */
async function wholeList(
  first: JsonObject,
  graphUrl: string,
  next: (path: string) => Promise<JsonObject>,
): Promise<readonly JsonObject[]> {
  const rows: JsonObject[] = []
  let page = pageOf(first)
  for (let pages = 1; ; pages += 1) {
    rows.push(...page.value)
    const link = asMicrosofts(page["@odata.nextLink"] ?? undefined, graphUrl)
    if (link === undefined) return rows
    if (pages >= MAX_PAGES) throw new ContractError("Microsoft Graph gives a list without end.")
    page = pageOf(await next(link))
  }
}

function pageOf(body: JsonObject): z.infer<typeof Page> {
  const page = Page.safeParse(body)
  if (page.success) return page.data
  throw new ContractError("Microsoft Graph answered in a form that Watchpost doesn't know.")
}

/** @NOTE An empty id in a path turns a question about one object into one about all of them. */
function refuseUnsafe({ path }: GraphCall): void {
  const [place = ""] = path.split("?")
  if (!place.startsWith("/") || place.includes("//") || place.endsWith("/")) {
    throw new ContractError("A request to Microsoft Graph names no object; nothing was sent.")
  }
}

/** What the token says; it was given to us by the sign-in service, and grants nothing by being read. */
function claimsOf(token: string): Granted {
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")
  const claims = Claims.safeParse(parseJson(payload))
  const { roles = [], wids = [], appid } = claims.data ?? {}
  return { permissions: roles, roles: wids, ...(appid === undefined ? {} : { appId: appid }) }
}

/** Source: Microsoft Graph, "List signIns", and Microsoft Entra, "Activity reports", common errors. */
const NO_LICENSE = "Microsoft shows this only to customers with a license for Microsoft Entra ID P1."
/**
 * By the beginning of a path, the permission that Watchpost asks for to read there; Graph's refusal names none. Source:
 * Microsoft Graph v1.0 reference, "Permissions" of List authenticationMethods, List signIns, Get servicePrincipal, Get
 * application, List oAuth2PermissionGrants, List unifiedRoleAssignments.
 */
const READS: readonly (readonly [RegExp, string])[] = [
  [/^\/users\/[^/]+\/authentication\//, "UserAuthenticationMethod.Read.All"],
  [/^\/auditLogs\//, "AuditLog.Read.All"],
  [/^\/(?:servicePrincipals|applications)\b/, "Application.Read.All"],
  [/^\/oauth2PermissionGrants\b/, "DelegatedPermissionGrant.ReadWrite.All"],
  [/^\/roleManagement\//, "RoleManagement.Read.Directory"],
]
const mayNotRead = (path: string): string => {
  const permission = READS.find(([place]) => place.test(path))?.[1] ?? "User.Read.All"
  return `The Respond app may not read this in the customer's directory: a permission such as ${permission} is missing.`
}
const MAY_NOT_WRITE =
  "The Respond app may not do this in the customer's directory: a permission is missing, or the account is an administrator's and the app's role is too low."

function graphError(thrown: unknown, call: GraphCall, headers: HttpResponse["headers"]): AppError {
  if (thrown instanceof AppError) return thrown
  if (!(thrown instanceof GraphError)) return new ContractError("Microsoft Graph's client failed.")
  const passing = passingError(thrown.statusCode, headers)
  if (passing !== undefined) return passing
  if (thrown.statusCode === 401) {
    return new TenantError(
      "ERR_TENANT_NO_CONSENT",
      "Microsoft Graph refuses our app in this tenant: an administrator must open the admin consent link again.",
    )
  }
  if (thrown.code === "Authentication_RequestFromNonPremiumTenantOrB2CTenant") {
    return new TenantError("ERR_TENANT_REFUSED", NO_LICENSE)
  }
  if (thrown.statusCode === 403) {
    return new TenantError(
      "ERR_TENANT_REFUSED",
      call.method === "GET" ? mayNotRead(call.path) : MAY_NOT_WRITE,
    )
  }
  // Privileged Identity Management without its license: what it would list isn't there.
  if (thrown.statusCode === 404 || thrown.code === "AadPremiumLicenseRequired") {
    return new CmdletError("Microsoft Graph doesn't find it.", { missing: true })
  }
  return new CmdletError(`Microsoft Graph refused ${callName(call)}: ${plain(thrown.message)}`, {
    missing: false,
  })
}

/** One line of bounded length, without control characters. */
const plain = (text: string): string =>
  text
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, LONGEST_ADVICE) || "no reason was given."
