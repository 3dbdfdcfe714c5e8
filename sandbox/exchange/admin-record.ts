/**
 * The audit record of an Exchange cmdlet (RecordType 1), as the real service writes it.
 * Source: Office 365 Management Activity API schema, "Exchange Admin schema"; field presence from public records.
 */
import { randomBytes, randomUUID } from "node:crypto"
import { practiceHex } from "../world/practice-id.ts"
import type { PracticeTenant } from "../world/types.ts"
import type { Parameters } from "./cmdlet.ts"

/** Well-known clients. Source: public records and module sources. */
export const OUTLOOK_WEB_APP_ID = "00000002-0000-0ff1-ce00-000000000000"
export const EXCHANGE_POWERSHELL_APP_ID = "fb78d390-0c51-40cd-8e17-fdbfab77341b"

/** Milliseconds between .NET's first tick (year 1) and Unix's. */
const TICKS_EPOCH_MS = 62_135_596_800_000n

/** A time as .NET ticks, sixteen hexadecimal digits. */
export const ticksOf = (at: number): string =>
  ((BigInt(at) + TICKS_EPOCH_MS) * 10_000n).toString(16).padStart(16, "0")

/** Exchange and SharePoint put the event's time, in .NET ticks, into the last eight bytes of a record's Id. */
export const ticksId = (at: number): string => {
  const ticks = ticksOf(at)
  const random = randomBytes(8).toString("hex")
  return `${random.slice(0, 8)}-${random.slice(8, 12)}-4${random.slice(13, 16)}-${ticks.slice(12)}-${ticks.slice(0, 12)}`
}

/** UTC without a zone and without a fraction. */
export const creationTime = (at: number): string => new Date(at).toISOString().slice(0, 19)

/** A user's number in the old directory; the same for one user in every record. */
export const puidOf = (upn: string): string => `1003200${practiceHex(`puid ${upn}`, 9).toUpperCase()}`

/** Adds the port that Exchange's admin records carry, and brackets for IPv6. */
export const withPort = (ip: string): string => {
  const port = 10_000 + (Number.parseInt(practiceHex(`port ${ip}`, 6), 16) % 50_000)
  if (/^\d+\.\d+\.\d+\.\d+$/.test(ip)) return `${ip}:${port}`
  return ip.includes(":") && !ip.includes("[") && !ip.includes(".") ? `[${ip}]:${port}` : ip
}

export type AdminActor =
  | { readonly kind: "user"; readonly upn: string; readonly ip: string; readonly appId: string }
  | { readonly kind: "app"; readonly servicePrincipal: string; readonly ip: string; readonly appId: string }
  | {
      readonly kind: "partner"
      readonly partnerTenantId: string
      readonly objectId: string
      readonly ip: string
      readonly appId: string
    }

/** Every value is text: booleans "True"/"False", null "", lists joined with ";". */
const parameterText = (value: unknown): string => {
  if (value === null || value === undefined) return ""
  if (typeof value === "boolean") return value ? "True" : "False"
  if (Array.isArray(value)) return value.map(parameterText).join(";")
  if (typeof value !== "object") return String(value)
  const edits = Object.entries(value).filter(([key]) => !key.includes("@"))
  return edits.map(([key, edit]) => `${key}:${parameterText(edit)}`).join(";")
}

/** Source: public records for people; field reports for apps and for delegated (GDAP) administrators. */
const actorFields = (tenant: PracticeTenant, actor: AdminActor): Record<string, unknown> => {
  switch (actor.kind) {
    case "app":
      return { UserKey: "Not Available", UserId: `ServicePrincipal_${actor.servicePrincipal}` }
    case "user":
      return { UserKey: puidOf(actor.upn), UserId: actor.upn }
    case "partner": {
      const name = `${tenant.initialDomain}\\tenant: ${actor.partnerTenantId}, object: ${actor.objectId}`
      return { UserKey: name, UserId: name }
    }
  }
}

export function adminRecord(
  tenant: PracticeTenant,
  actor: AdminActor,
  event: {
    readonly at: number
    readonly operation: string
    readonly objectId: string
    readonly parameters: Parameters
  },
): object {
  return {
    AppAccessContext: {
      IssuedAtTime: creationTime(event.at - 300_000),
      UniqueTokenId: randomBytes(16).toString("base64url"),
    },
    CreationTime: creationTime(event.at),
    Id: ticksId(event.at),
    Operation: event.operation,
    OrganizationId: tenant.id,
    RecordType: 1,
    ResultStatus: "True",
    UserType: 2,
    Version: 1,
    Workload: "Exchange",
    ...actorFields(tenant, actor),
    ClientIP: withPort(actor.ip),
    ObjectId: event.objectId,
    AppId: actor.appId,
    AppPoolName: actor.appId === OUTLOOK_WEB_APP_ID ? "MSExchangeOWAAppPool" : "MSExchangeAdminApiNetCore",
    ClientAppId: "",
    CorrelationID: "",
    ExternalAccess: actor.kind === "partner",
    OrganizationName: tenant.initialDomain,
    OriginatingServer: "AM0PR04MB4196 (15.20.8093.014)",
    Parameters: Object.entries(event.parameters.given).map(([Name, value]) => ({
      Name,
      Value: parameterText(value),
    })),
    RequestId: randomUUID(),
    SessionId: randomUUID(),
  }
}
