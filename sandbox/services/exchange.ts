/**
 * The practice Exchange admin interface: POST /adminapi/beta/{tenant}/InvokeCommand.
 * Source: the transport of Microsoft's ExchangeOnlineManagement module; behaviour from public captures of it.
 */
import { randomUUID } from "node:crypto"
import type { PracticeCloud } from "../cloud.ts"
import type { AdminActor } from "../exchange/admin-record.ts"
import { CmdletFailure, type CmdletOutcome, type Row } from "../exchange/cmdlet.ts"
import { cmdletName, runCmdlet } from "../exchange/run-cmdlet.ts"
import type { PracticeCall, Reply, Route } from "../router.ts"
import type { PracticeTenant } from "../world/types.ts"
import { badRequest, expiredPage, failureReply, forbidden, unauthorized } from "./exchange-errors.ts"
import { type PageRequest, readPage, skipToken } from "./exchange-pages.ts"
import { type AppTokenCheck, verifyAppToken } from "./tokens.ts"

/** Roles that may do everything. Source: "App-only authentication", supported roles (template ids). */
const ALL_CMDLETS = ["29232cdf-9323-42fd-ade2-1d097af3e4de", "62e90394-69f5-4237-9190-012177145e10"]
/** Global Reader reads everything but inbox rules. Source: Get-InboxRule's page. */
const GLOBAL_READER = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"

/** The app's address as the service sees it; Exchange writes it into the audit record. */
const APP_IP = "203.0.113.24"

type Caller = Extract<AppTokenCheck, { ok: true }>

const mayRun = (caller: Caller, cmdlet: string): boolean =>
  caller.wids.some((each) => ALL_CMDLETS.includes(each)) ||
  (caller.wids.includes(GLOBAL_READER) && cmdlet.startsWith("Get-") && cmdlet !== "Get-InboxRule")

type Command = { readonly cmdlet: string; readonly parameters: Readonly<Record<string, unknown>> }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const readCommand = (body: unknown): Command | undefined => {
  const input = isObject(body) ? body.CmdletInput : undefined
  if (!isObject(input) || typeof input.CmdletName !== "string") return undefined
  return { cmdlet: input.CmdletName, parameters: isObject(input.Parameters) ? input.Parameters : {} }
}

/** RuleIdentity is a 64-bit number on the wire, unquoted: a reader that uses JSON.parse alone gets another number. */
const toWire = (value: object): string =>
  JSON.stringify(value).replaceAll(/"RuleIdentity":"(\d+)"/g, '"RuleIdentity":$1')

/** Only the selected properties, with the type notes of each. */
const selectFrom = (rows: readonly Row[], select: string | null): readonly Row[] => {
  if (select === null) return rows
  const wanted = select.split(",").map((each) => each.trim().toLowerCase())
  const keep = (key: string): boolean => wanted.includes((key.split("@")[0] ?? key).toLowerCase())
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => keep(key))))
}

const success = (
  cloud: PracticeCloud,
  tenant: PracticeTenant,
  call: PracticeCall,
  outcome: CmdletOutcome,
  page: PageRequest,
): Reply => {
  const root = `${cloud.endpoints.exchange}/adminapi/beta/${tenant.id}`
  const rows = outcome.rows ?? []
  const end = page.offset + page.size
  const shown = selectFrom(rows.slice(page.offset, end), call.url.searchParams.get("$select"))
  const next =
    end < rows.length
      ? { "@odata.nextLink": `${root}/InvokeCommand?$skiptoken=${skipToken({ ...page, offset: end })}` }
      : {}
  return {
    status: 200,
    headers: { "content-type": "application/json; odata.metadata=minimal; charset=utf-8" },
    body: toWire({
      "@odata.context": `${root}/$metadata#Collection(Exchange.GenericHashTable)`,
      "adminapi.warnings@odata.type": "#Collection(String)",
      "@adminapi.warnings": outcome.warnings ?? [],
      ...next,
      value: shown,
    }),
  }
}

const enter = async (cloud: PracticeCloud, call: PracticeCall): Promise<Caller | Reply> => {
  const header = call.request.headers.authorization
  const caller = await verifyAppToken(cloud, header, "https://outlook.office365.com")
  if (!caller.ok) {
    return unauthorized(caller.reason === "expired" ? "The token has expired." : "The token is invalid.")
  }
  if (!caller.roles.includes("Exchange.ManageAsApp")) return unauthorized("The token has no app role.")
  const named = (call.params.tenant ?? "").toLowerCase()
  return caller.tenantId === named ? caller : unauthorized("The token's tenant doesn't match the request.")
}

const invoke = (cloud: PracticeCloud, call: PracticeCall, caller: Caller, tenant: PracticeTenant): Reply => {
  const command = readCommand(call.json())
  if (command === undefined) return badRequest("The request body has no CmdletInput.")
  const name = cmdletName(command.cmdlet)
  if (name === undefined || !mayRun(caller, name)) {
    return forbidden("The role assigned to the application isn't supported in this scenario.")
  }
  const page = readPage(call)
  if (page === undefined) return expiredPage()
  const actor: AdminActor = {
    kind: "app",
    servicePrincipal: caller.objectId,
    ip: APP_IP,
    appId: caller.appId,
  }
  try {
    return success(cloud, tenant, call, runCmdlet(cloud.world, tenant, actor, command), page)
  } catch (error) {
    if (error instanceof CmdletFailure) return failureReply(error)
    throw error
  }
}

async function invokeCommand(cloud: PracticeCloud, call: PracticeCall): Promise<Reply> {
  const caller = await enter(cloud, call)
  if ("status" in caller) return caller
  const tenant = cloud.world.tenants.find((each) => each.id === caller.tenantId)
  const reply =
    tenant === undefined ? unauthorized("The tenant is unknown.") : invoke(cloud, call, caller, tenant)
  return { ...reply, headers: { "request-id": randomUUID(), ...reply.headers } }
}

export const exchangeRoutes = (cloud: PracticeCloud): Route[] => [
  {
    method: "POST",
    path: "/exchange/adminapi/beta/:tenant/InvokeCommand",
    handler: (call) => invokeCommand(cloud, call),
  },
]
